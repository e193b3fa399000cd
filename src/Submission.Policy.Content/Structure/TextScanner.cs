using System.Text;
using Submission.Policy.Content.Structure.Decoding;

namespace Submission.Policy.Content.Structure;

/// <summary>
/// Finds files that are encoded within text: uuencode, yEnc, BinHex. Only where data follow the line that names the file, so that text about such files passes. Notes
/// OpenPGP messages as well.
/// </summary>
internal sealed class TextScanner(MessageReading reading) : LineSink(reading)
{
    private const int MaximumBlankLines = 3;

    private readonly MessageReading _reading = reading;
    private readonly BinHexName _binHex = new(reading);
    private byte[]? _name;
    private Func<TextScanner, ReadOnlySpan<byte>, Evidence>? _judge;
    private int _linesLeft;
    private int _lineLength;

    private enum Evidence
    {
        None,
        Undecided,
        Data,
    }

    /// <inheritdoc />
    protected override void OnLine(ReadOnlySpan<byte> line, bool begins, bool ends)
    {
        if (!begins) return;
        ReadOnlySpan<byte> text = line.TrimEnd("\r\n"u8);
        if (_name is not null) Judge(text);
        _binHex.OnLine(text);
        text = text.TrimStart(" \t"u8);
        if (text.Length < 6) return;
        switch (text[0])
        {
            case (byte)'b' or (byte)'B':
                OnBegin(text);
                break;
            case (byte)'=' when Starts(text, "=ybegin "u8):
                OnYencBegin(text);
                break;
            case (byte)'-' when text.StartsWith("-----BEGIN PGP MESSAGE"u8):
                _reading.HasEncryptedPart = true;
                break;
        }
    }

    private static bool Starts(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.Length > word.Length && Ascii.EqualsIgnoreCase(text[..word.Length], word);

    private static ReadOnlySpan<byte> SkipWord(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny((byte)' ', (byte)'\t');
        return end < 0 ? [] : text[end..].TrimStart(" \t"u8);
    }

    private void Judge(ReadOnlySpan<byte> text)
    {
        Evidence evidence = _judge!(this, text);
        if (evidence == Evidence.Data)
        {
            // A reader takes the file's mode for part of the name, or the name's first word for the mode.
            _reading.Names.Add(_name, AttachmentNameSource.Text);
            if (_judge == (Func<TextScanner, ReadOnlySpan<byte>, Evidence>)JudgeYenc || SkipWord(_name) is not { Length: > 0 } rest)
            {
                _name = null;
                return;
            }

            _reading.Names.Add(rest, AttachmentNameSource.Text);
        }

        if (evidence != Evidence.Undecided || --_linesLeft == 0) _name = null;
    }

    // "begin 644 a.exe" and "begin-base64 644 a.exe"
    private void OnBegin(ReadOnlySpan<byte> text)
    {
        bool isBase64 = Starts(text, "begin-base64 "u8);
        if (!isBase64 && !Starts(text, "begin "u8) && !Starts(text, "begin\t"u8)) return;
        ReadOnlySpan<byte> name = SkipWord(text);
        if (!name.IsEmpty) Expect(name, isBase64 ? JudgeBase64 : JudgeUuencode, MaximumBlankLines);
    }

    // "=ybegin line=128 size=123456 name=a.exe"
    private void OnYencBegin(ReadOnlySpan<byte> text)
    {
        int name = text.IndexOf(" name="u8);
        if (name < 0) return;
        int line = text.IndexOf(" line="u8);
        _lineLength = line >= 0 && System.Buffers.Text.Utf8Parser.TryParse(text[(line + 6)..], out int length, out _) ? length : 0;
        Expect(text[(name + 6)..], JudgeYenc, MaximumBlankLines + 2);
    }

    private void Expect(ReadOnlySpan<byte> name, Func<TextScanner, ReadOnlySpan<byte>, Evidence> judge, int lines)
    {
        _name = name.ToArray();
        _judge = judge;
        _linesLeft = lines;
    }

    private static Evidence JudgeUuencode(TextScanner scanner, ReadOnlySpan<byte> text)
    {
        if (Uuencoding.OctetsOf(text) > 0) return Evidence.Data;
        return text.TrimStart(" \t"u8).IsEmpty ? Evidence.Undecided : Evidence.None;
    }

    private static Evidence JudgeBase64(TextScanner scanner, ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t"u8);
        if (text.IsEmpty) return Evidence.Undecided;
        return text.Length % 4 == 0 && System.Buffers.Text.Base64.IsValid(text) ? Evidence.Data : Evidence.None;
    }

    // Encoded data are not printable, or the line has the length that was said before.
    private static Evidence JudgeYenc(TextScanner scanner, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || Starts(text, "=ypart "u8)) return Evidence.Undecided;
        if (text.IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0) return Evidence.Data;
        return text.StartsWith("=yend"u8) || text.Length == scanner._lineLength ? Evidence.Data : Evidence.Undecided;
    }
}
