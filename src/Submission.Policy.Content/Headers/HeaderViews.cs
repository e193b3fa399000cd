using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>
/// The ways to see a raw field value before it is taken apart: unfolded with and without the blank of the fold, each with and without its comments. A view holds one
/// character per octet, so that the charset can be chosen later.
/// </summary>
internal static class HeaderViews
{
    /// <summary>How many views there are at most.</summary>
    public const int Maximum = 4;

    /// <summary>Gives the distinct views of <paramref name="rawValue"/>; those that do not differ from an earlier one are left out.</summary>
    public static string[] Of(ReadOnlySpan<byte> rawValue)
    {
        bool folded = rawValue.IndexOfAny((byte)'\r', (byte)'\n') >= 0;
        bool commented = rawValue.Contains((byte)'(');
        string unfolded = folded ? Unfold(rawValue, keepBlanks: true) : Encoding.Latin1.GetString(rawValue);
        if (!folded && !commented) return [unfolded];
        if (!commented) return [unfolded, Unfold(rawValue, keepBlanks: false)];
        if (!folded) return [unfolded, WithoutComments(unfolded)];
        string joined = Unfold(rawValue, keepBlanks: false);
        return [unfolded, WithoutComments(unfolded), joined, WithoutComments(joined)];
    }

    /// <summary>Removes comments (RFC 5322, section 3.2.2), nested ones too, outside quoted strings. One that never ends is no comment.</summary>
    public static string WithoutComments(string text, string replacement = "")
    {
        if (!text.Contains('(', StringComparison.Ordinal)) return text;
        var kept = new StringBuilder(text.Length);
        bool quoted = false;
        int depth = 0, opened = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && i + 1 < text.Length && (quoted || depth > 0))
            {
                if (depth == 0) kept.Append(c).Append(text[i + 1]);
                i++;
            }
            else if (!quoted && c == '(')
            {
                if (depth++ > 0) continue;
                opened = i;
                kept.Append(replacement);
            }
            else if (depth > 0)
            {
                if (c == ')') depth--;
            }
            else
            {
                if (c == '"') quoted = !quoted;
                kept.Append(c);
            }
        }

        if (depth > 0) kept.Append(text, opened, text.Length - opened);
        return kept.ToString();
    }

    private static string Unfold(ReadOnlySpan<byte> rawValue, bool keepBlanks)
    {
        var text = new StringBuilder(rawValue.Length);
        bool atFold = false;
        foreach (byte octet in rawValue)
        {
            if (octet is (byte)'\r' or (byte)'\n')
            {
                atFold = true;
                while (!keepBlanks && text.Length > 0 && text[^1] is ' ' or '\t') text.Length--;
                continue;
            }

            if (atFold && !keepBlanks && octet is (byte)' ' or (byte)'\t') continue;
            atFold = false;
            text.Append((char)octet);
        }

        return text.ToString();
    }
}
