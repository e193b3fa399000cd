using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>Reads text in UTF-7 (RFC 2152), in which any letter may hide behind a plus sign. A run that is not valid stays as it is.</summary>
internal static class Utf7Text
{
    /// <summary>Decodes <paramref name="text"/>; what cannot be UTF-7 is returned unchanged.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('+', StringComparison.Ordinal)) return text;
        var decoded = new StringBuilder(text.Length);
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            int end = c == '+' ? EndOfRun(text, at + 1) : at;
            if (c != '+' || !TryAppendRun(text.AsSpan(at + 1, end - at - 1), decoded))
            {
                decoded.Append(c);
                at++;
                continue;
            }

            at = end < text.Length && text[end] == '-' ? end + 1 : end;
        }

        return decoded.ToString();
    }

    private static int EndOfRun(string text, int from)
    {
        while (from < text.Length && Base64Text.ValueOf(text[from]) >= 0 && text[from] is not ('+' or '-' or '_')) from++;
        return from;
    }

    private static bool TryAppendRun(ReadOnlySpan<char> run, StringBuilder into)
    {
        int units = run.Length * 6 / 16;
        if (units == 0 || (run.Length * 6) - (units * 16) >= 6) return false;
        int bits = 0, value = 0, start = into.Length;
        foreach (char c in run)
        {
            value = (value << 6) | Base64Text.ValueOf(c);
            bits += 6;
            if (bits < 16) continue;
            bits -= 16;
            into.Append((char)((value >> bits) & 0xffff));
            value &= (1 << bits) - 1;
        }

        if (value == 0) return true;
        into.Length = start;
        return false;
    }
}
