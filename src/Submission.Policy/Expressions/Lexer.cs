using System.Globalization;

namespace Submission.Policy.Expressions;

/// <summary>Splits an expression into tokens.</summary>
internal sealed class Lexer(string text, ExpressionErrors errors)
{
    private static readonly string[] Symbols = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}", "+", "-", "*", "/", "%"];

    // Slips of the pen: reported with their mend, then read as what was meant, so that the rest is checked too.
    private static readonly (string Written, string Meant)[] Slips = [("<>", "!="), ("=", "=="), ("&", "&&"), ("|", "||")];

    private static readonly string[] Words = ["and", "or", "not", "in", "true", "false", "null"];

    private readonly List<Token> _tokens = [];
    private int _position;

    /// <summary>All tokens, the end among them; <see langword="null"/> where a text cannot be split.</summary>
    public List<Token>? Read()
    {
        while (SkipBlanks())
        {
            char c = text[_position];
            bool isRead = char.IsAsciiLetter(c) || c == '_' ? ReadWord()
                : char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))) ? ReadNumber()
                : c is '\'' or '"' ? ReadString(isRaw: false)
                : ReadSymbol();
            if (!isRead) return null;
        }

        _tokens.Add(new Token(TokenKind.End, text.Length, ""));
        return _tokens;
    }

    private char Peek(int ahead) => _position + ahead < text.Length ? text[_position + ahead] : '\0';

    private bool SkipBlanks()
    {
        while (_position < text.Length)
        {
            if (text[_position] is ' ' or '\t' or '\n' or '\r' or '\f') _position++;
            else if (text[_position] == '/' && Peek(1) == '/') _position = text.IndexOf('\n', _position) is var end and >= 0 ? end : text.Length;
            else return true;
        }

        return false;
    }

    private bool ReadWord()
    {
        if (text[_position] is 'r' or 'R' && Peek(1) is '\'' or '"')
        {
            _position++;
            return ReadString(isRaw: true);
        }

        int start = _position;
        while (char.IsAsciiLetterOrDigit(Peek(0)) || Peek(0) == '_') _position++;
        string word = text[start.._position];
        bool isMember = _tokens.Count > 0 && _tokens[^1].IsSymbol(".");
        if (!isMember && Array.Find(Words, known => known.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } lower && !string.Equals(lower, word, StringComparison.Ordinal))
        {
            errors.Add(start, $"Unknown word '{word}'.", $"Write {lower}.");
            word = lower;
        }

        _tokens.Add(new Token(TokenKind.Name, start, word));
        return true;
    }

    private bool ReadNumber()
    {
        int start = _position;
        bool isHex = Peek(0) == '0' && Peek(1) is 'x' or 'X';
        if (isHex) _position += 2;
        while (isHex ? char.IsAsciiHexDigit(Peek(0)) : char.IsAsciiDigit(Peek(0))) _position++;
        bool isDouble = !isHex && (ReadFraction() | ReadExponent());
        ReadOnlySpan<char> digits = text.AsSpan(start, _position - start);
        if (char.IsAsciiLetterOrDigit(Peek(0)) || Peek(0) == '_' || (isHex && digits.Length == 2))
        {
            errors.Add(start, "This is no number.", Peek(0) is 'u' or 'U' ? "There are no unsigned numbers: leave the u out." : "A number has no unit: write 1048576 for 1 MiB, duration('1h') for an hour.");
            return false;
        }

        if (isDouble)
        {
            double real = double.Parse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);
            if (!double.IsFinite(real)) errors.Add(start, "The number is too large for a double.");
            _tokens.Add(new Token(TokenKind.Double, start, "", Real: real));
            return true;
        }

        bool fits = isHex
            ? ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong magnitude)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out magnitude);
        _tokens.Add(new Token(TokenKind.Int, start, "", fits ? magnitude : ulong.MaxValue));
        return true;
    }

    private bool ReadFraction()
    {
        if (Peek(0) != '.' || !char.IsAsciiDigit(Peek(1))) return false;
        _position++;
        while (char.IsAsciiDigit(Peek(0))) _position++;
        return true;
    }

    private bool ReadExponent()
    {
        if (Peek(0) is not ('e' or 'E')) return false;
        int sign = Peek(1) is '+' or '-' ? 1 : 0;
        if (!char.IsAsciiDigit(Peek(1 + sign))) return false;
        _position += 1 + sign;
        while (char.IsAsciiDigit(Peek(0))) _position++;
        return true;
    }

    private bool ReadString(bool isRaw)
    {
        int start = isRaw ? _position - 1 : _position;
        if (!StringLiteral.TryRead(text, ref _position, isRaw, errors, out string value)) return false;
        _tokens.Add(new Token(TokenKind.String, start, value));
        return true;
    }

    private bool ReadSymbol()
    {
        ReadOnlySpan<char> rest = text.AsSpan(_position);
        foreach (string symbol in Symbols)
        {
            // '<>' is a slip, not a comparison.
            if (!rest.StartsWith(symbol) || rest.StartsWith("<>")) continue;
            _tokens.Add(new Token(TokenKind.Symbol, _position, symbol));
            _position += symbol.Length;
            return true;
        }

        foreach ((string written, string meant) in Slips)
        {
            if (!rest.StartsWith(written)) continue;
            errors.Add(_position, $"Unknown operator '{written}'.", $"Write {meant}.");
            _tokens.Add(new Token(TokenKind.Symbol, _position, meant));
            _position += written.Length;
            return true;
        }

        bool isCurly = rest[0] is '\u2018' or '\u2019' or '\u201a' or '\u201c' or '\u201d' or '\u201e' or '`';
        string shown = char.IsControl(rest[0]) || char.IsSurrogate(rest[0]) ? $"U+{(int)rest[0]:X4}" : $"'{rest[0]}'";
        errors.Add(_position, $"{shown} has no meaning here.", isCurly ? "Write straight quotes: 'text'." : null);
        return false;
    }
}
