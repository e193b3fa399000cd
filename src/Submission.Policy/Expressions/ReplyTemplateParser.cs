using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Submission.Policy.Specification;

namespace Submission.Policy.Expressions;

/// <summary>Reads the text of a reply: code, enhanced status, and a line with fields in braces.</summary>
internal sealed class ReplyTemplateParser
{
    private const string Example = "Write it like 550 5.7.1 not allowed.";

    private readonly string _text;
    private readonly ExpressionScope _scope;
    private readonly ExpressionErrors _errors;
    private readonly ImmutableArray<ReplySegment>.Builder _segments = ImmutableArray.CreateBuilder<ReplySegment>();
    private readonly StringBuilder _literal = new();
    private int _literalOctets;

    private ReplyTemplateParser(string text, ExpressionScope scope, ExpressionErrors errors) => (_text, _scope, _errors) = (text, scope, errors);

    public static ReplyTemplate? Parse(SpecScalar source, SpecScalar? help, ExpressionScope scope, ICollection<SpecError> errors)
    {
        ExpressionErrors found = new(source, errors);
        string ending = Ending(help, errors, out bool isHelpGood);
        // A block scalar ends in a line break, which is no part of the reply.
        return new ReplyTemplateParser(source.Value.TrimEnd('\n', '\r', ' '), scope, found).Parse(ending, isHelpGood);
    }

    private ReplyTemplate? Parse(string ending, bool isHelpGood)
    {
        if (_text.Length > ReplyTemplate.MaximumLineLength * 4)
        {
            _errors.Add(0, "The reply is too long: a line of SMTP has at most 512 octets.");
            return null;
        }

        if (!TryReadCodes(out int code, out EnhancedStatus status, out int position)) return null;
        ReadText(position);
        if (_literalOctets > ReplyTemplate.RoomForText(status, ending)) _errors.Add(0, "The reply is too long: a line of SMTP has at most 512 octets, codes and line break included.");
        return _errors.Count == 0 && isHelpGood ? new ReplyTemplate(code, status, _segments.ToImmutable(), ending) : null;
    }

    private bool TryReadCodes(out int code, out EnhancedStatus status, out int position)
    {
        status = default;
        position = 0;
        int end = EndOfWord(0);
        if (end != 3 || !int.TryParse(_text.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out code))
        {
            code = 0;
            _errors.Add(0, "A reply begins with a code of three digits.", Example);
            return false;
        }

        if (code is < 421 or > 559 || code / 10 % 10 > 5) _errors.Add(0, $"{_text[..3]} is no code of a refusal.", "Write a 4xx code from 421 on for now, a 5xx code for good.");
        int start = Math.Min(end + 1, _text.Length);
        end = EndOfWord(start);
        if (!EnhancedStatus.TryParse(_text.AsSpan(start, end - start), out status))
        {
            int kind = code / 100 == 4 ? 4 : 5;
            _errors.Add(start, "An enhanced status such as 5.7.1 must stand behind the code (RFC 2034).", string.Create(CultureInfo.InvariantCulture, $"Write {code} {kind}.7.1 and the text."));
            return false;
        }

        if (status.Class != code / 100)
        {
            EnhancedStatus mended = status with { Class = code / 100 };
            string? mend = code / 100 is 4 or 5 ? $"Write {_text[..3]} {mended}, or a code that begins with {status.Class.ToString(CultureInfo.InvariantCulture)}." : null;
            _errors.Add(start, $"The code {_text[..3]} and the enhanced status {status} disagree.", mend);
        }

        position = Math.Min(end + 1, _text.Length);
        return true;
    }

    private void ReadText(int position)
    {
        while (position < _text.Length)
        {
            char c = _text[position];
            if (c is '{' or '}')
            {
                position = ReadBrace(position, c);
                continue;
            }

            Rune.DecodeFromUtf16(_text.AsSpan(position), out Rune rune, out int consumed);
            if (ReplyText.IsUnfit(rune)) _errors.Add(position, "A reply is one line and holds no control characters.");
            else Append(_text.AsSpan(position, consumed));
            position += consumed;
        }

        EndLiteral();
    }

    private int ReadBrace(int position, char brace)
    {
        if (position + 1 < _text.Length && _text[position + 1] == brace)
        {
            Append([brace]);
            return position + 2;
        }

        int end = brace == '{' ? _text.IndexOf('}', position) : -1;
        if (end < 0)
        {
            _errors.Add(position, $"This '{brace}' has no counterpart.", $"Write {brace}{brace} for the character itself.");
            return position + 1;
        }

        EndLiteral();
        AddField(_text[(position + 1)..end], position);
        return end + 1;
    }

    private void AddField(string name, int position)
    {
        if (!ReplyField.TryGet(name, out ReplyField? field))
        {
            string? nearest = Spelling.Nearest(name, ReplyField.Names);
            string known = "Known are {id}, {sender}, {recipient}, {ip}, {domain}, {country}, {login}, {helo} and every fact.";
            _errors.Add(position, $"Unknown field {{{name}}}.", nearest is null ? known : $"Did you mean {{{nearest}}}?");
            return;
        }

        if (field.Fact is { } fact && !StageText.Check(fact, $"{{{name}}}", _scope.Stages, position, _errors)) return;
        _segments.Add(new ReplySegment("", field));
    }

    private void Append(ReadOnlySpan<char> text)
    {
        _literal.Append(text);
        _literalOctets += Encoding.UTF8.GetByteCount(text);
    }

    private void EndLiteral()
    {
        if (_literal.Length > 0) _segments.Add(new ReplySegment(_literal.ToString(), null));
        _literal.Clear();
    }

    private int EndOfWord(int start)
    {
        int space = _text.IndexOf(' ', start);
        return space < 0 ? _text.Length : space;
    }

    private static string Ending(SpecScalar? help, ICollection<SpecError> errors, out bool isGood)
    {
        isGood = true;
        if (help is null) return "";
        isGood = help.Value.Length is > 0 and <= 200 && !help.Value.Any(static c => c is <= ' ' or >= '\u007f');
        if (!isGood) errors.Add(new SpecError(help.Location, "The help is no address of a page: 1 to 200 ASCII characters without blanks.", "Write it like https://support.example/limits."));
        return ", see " + help.Value;
    }
}
