using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Submission.Policy.Expressions;

/// <summary>The functions of texts.</summary>
internal static class TextFunctions
{
    /// <summary>The number of code points; a lone surrogate counts as one.</summary>
    public static long Size(string text)
    {
        int size = text.Length;
        for (int i = 1; i < text.Length; i++)
        {
            if (!char.IsSurrogatePair(text[i - 1], text[i])) continue;
            size--;
            i++;
        }

        return size;
    }

    /// <summary>The canonical domain of an address; empty where the text is no address.</summary>
    public static string Domain(string address) => EmailAddress.TryParse(address, out EmailAddress? parsed) ? parsed.DomainText : "";

    /// <summary>Whether a domain lies below another one; a domain does not lie below itself.</summary>
    public static bool IsSubdomain(string domain, string parent) =>
        parent.Length > 0 && domain.Length > parent.Length + 1 && domain[domain.Length - parent.Length - 1] == '.' && domain.EndsWith(parent, StringComparison.Ordinal);

    public static bool IsSubdomainOfAny(string domain, ImmutableArray<string> parents)
    {
        foreach (string parent in parents)
        {
            if (IsSubdomain(domain, parent)) return true;
        }

        return false;
    }

    public static bool IsSubdomainOfAny(string domain, FrozenSet<string> parents)
    {
        FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = parents.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int dot = domain.Length > 1 ? domain.IndexOf('.', 1) : -1; dot >= 0; dot = domain.IndexOf('.', dot + 1))
        {
            if (lookup.Contains(domain.AsSpan(dot + 1))) return true;
        }

        return false;
    }

    /// <summary>
    /// Whether the whole text matches a pattern in which <c>*</c> stands for any text and <c>?</c> for one character. The time is at most the product of both
    /// lengths, of which the pattern's is bounded.
    /// </summary>
    public static bool Glob(string text, string pattern)
    {
        int at = 0, next = 0, star = -1, resume = 0;
        while (at < text.Length)
        {
            if (next < pattern.Length && pattern[next] == '*')
            {
                star = next++;
                resume = at;
            }
            else if (next < pattern.Length && pattern[next] == '?')
            {
                at += CharacterLength(text, at);
                next++;
            }
            else if (next < pattern.Length && pattern[next] == text[at])
            {
                at++;
                next++;
            }
            else if (star >= 0)
            {
                resume += CharacterLength(text, resume);
                at = resume;
                next = star + 1;
            }
            else
            {
                return false;
            }
        }

        while (next < pattern.Length && pattern[next] == '*') next++;
        return next == pattern.Length;
    }

    public static long ToInt(ref Evaluation evaluation, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : evaluation.Fail("the text is no int", 0L);

    public static double ToDouble(ref Evaluation evaluation, string text)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out double value) ? value : evaluation.Fail("the text is no double", 0.0);
    }

    private static int CharacterLength(string text, int index) => index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? 2 : 1;
}
