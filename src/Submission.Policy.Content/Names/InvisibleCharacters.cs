using System.Text;

namespace Submission.Policy.Content.Names;

/// <summary>Characters that nobody sees in a name: controls, bidirectional marks and the default-ignorable ones of Unicode (UAX 44).</summary>
internal static class InvisibleCharacters
{
    /// <summary>Takes them out; a lone surrogate becomes U+FFFD.</summary>
    public static string Remove(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!Contains(rune.Value)) kept.Append(rune);
        }

        return kept.ToString();
    }

    private static bool Contains(int value) => value switch
    {
        < 0x20 or (>= 0x7f and <= 0x9f) or 0xad => true,
        < 0x34f => false,
        0x34f or 0x61c or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or (>= 0x180b and <= 0x180f) => true,
        (>= 0x200b and <= 0x200f) or (>= 0x2028 and <= 0x202e) or (>= 0x2060 and <= 0x206f) => true,
        0x3164 or (>= 0xfe00 and <= 0xfe0f) or 0xfeff or 0xffa0 or (>= 0xfff0 and <= 0xfffb) => true,
        (>= 0x1bca0 and <= 0x1bca3) or (>= 0x1d173 and <= 0x1d17a) or (>= 0xe0000 and <= 0xe0fff) => true,
        _ => false,
    };
}
