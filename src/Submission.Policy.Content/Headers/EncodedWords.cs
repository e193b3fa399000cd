using System.Buffers;
using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>
/// Reads encoded words (RFC 2047), also where they must not stand, are not closed, touch each other or cut a character in two. Linear; never throws.
/// </summary>
internal static class EncodedWords
{
    private const int MaximumCharsetLength = 75;

    /// <summary>Whether <paramref name="text"/> may have an encoded word.</summary>
    public static bool MayBeIn(string text) => text.Contains("=?", StringComparison.Ordinal);

    /// <summary>Decodes the encoded words of <paramref name="text"/>.</summary>
    /// <param name="text">The text; what is no encoded word stays as it is.</param>
    /// <param name="hidesAscii">Whether some word has a charset without which its ASCII letters are not seen (UTF-16, UTF-7, ISO-2022).</param>
    /// <param name="ignoresCharset">Whether the octets are decoded by their look, as a reader does that does not know the charset.</param>
    /// <param name="dropsBlanks">Whether the blanks between a word and other text go, too.</param>
    public static string Decode(string text, out bool hidesAscii, bool ignoresCharset = false, bool dropsBlanks = false)
    {
        hidesAscii = false;
        var decoded = new StringBuilder(text.Length);
        var octets = new ArrayBufferWriter<byte>();
        ReadOnlySpan<char> charset = default;
        int plain = 0, at = 0;
        while ((at = IndexOfStart(text, at)) >= 0)
        {
            if (!TryReadWord(text, at, out Word word))
            {
                at += 2;
                continue;
            }

            ReadOnlySpan<char> between = text.AsSpan(plain, at - plain);
            bool adjacent = octets.WrittenCount > 0 && between.IsWhiteSpace();
            ReadOnlySpan<char> next = text.AsSpan()[word.Charset];
            if (!adjacent || !next.Equals(charset, StringComparison.OrdinalIgnoreCase)) Flush(octets, charset, ignoresCharset, decoded);
            if (!adjacent) decoded.Append(dropsBlanks ? between.Trim() : between);
            charset = next;
            if (!Charsets.KeepsAscii(charset)) hidesAscii = true;
            DecodeWord(text.AsSpan()[word.Text], word.IsBase64, octets);
            plain = at = word.End;
        }

        Flush(octets, charset, ignoresCharset, decoded);
        ReadOnlySpan<char> rest = text.AsSpan(plain);
        return decoded.Append(dropsBlanks ? rest.TrimStart() : rest).ToString();
    }

    private static int IndexOfStart(string text, int from) => from >= text.Length ? -1 : text.IndexOf("=?", from, StringComparison.Ordinal);

    private static bool TryReadWord(string text, int start, out Word word)
    {
        word = default;
        ReadOnlySpan<char> rest = text.AsSpan(start + 2);
        int charset = rest[..Math.Min(rest.Length, MaximumCharsetLength)].IndexOf('?');
        if (charset < 0 || charset + 2 >= rest.Length || rest[charset + 2] != '?') return false;
        char encoding = char.ToUpperInvariant(rest[charset + 1]);
        if (encoding is not ('B' or 'Q')) return false;
        int begin = start + 2 + charset + 3;
        int length = text.AsSpan(begin).IndexOf("?=");
        int end = length < 0 ? text.Length : begin + length;
        word = new Word((start + 2)..(start + 2 + charset), begin..end, encoding == 'B', Math.Min(end + 2, text.Length));
        return true;
    }

    private static void DecodeWord(ReadOnlySpan<char> text, bool isBase64, ArrayBufferWriter<byte> octets)
    {
        if (isBase64)
        {
            Base64Text.Decode(text, octets);
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            if (text is ['=', ..] && text.Length > 2 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]))
            {
                Base64Text.Append((byte)PercentText.Hex(text[1], text[2]), octets);
                text = text[3..];
                continue;
            }

            Rune.DecodeFromUtf16(text, out Rune rune, out int consumed);
            if (rune.Value == '_') rune = new Rune(' ');
            octets.Write(utf8[..rune.EncodeToUtf8(utf8)]);
            text = text[consumed..];
        }
    }

    private static void Flush(ArrayBufferWriter<byte> octets, ReadOnlySpan<char> charset, bool ignoresCharset, StringBuilder decoded)
    {
        if (octets.WrittenCount == 0) return;
        decoded.Append(ignoresCharset ? Charsets.Guess(octets.WrittenSpan) : Charsets.Decode(octets.WrittenSpan, charset));
        octets.ResetWrittenCount();
    }

    private readonly record struct Word(Range Charset, Range Text, bool IsBase64, int End);
}
