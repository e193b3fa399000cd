using System.Buffers;
using System.Globalization;

namespace Submission.Policy.Yaml.Reading;

/// <summary>Characters that a policy may not hold: they show nothing, break lines unseen, or turn the direction of what follows.</summary>
internal static class ForbiddenCharacters
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
    [
        .. Enumerable.Range(0x00, 0x20).Select(static c => (char)c).Where(static c => c is not ('\t' or '\n')),
        .. Enumerable.Range(0x7F, 0x21).Select(static c => (char)c),
        '\u200E', '\u200F', '\u2028', '\u2029',
        .. Enumerable.Range(0x202A, 5).Select(static c => (char)c),
        .. Enumerable.Range(0x2066, 4).Select(static c => (char)c),
        '\uFEFF', '\uFFFE', '\uFFFF',
    ]);

    /// <summary>The place of the first one; -1 where there is none. Surrogates without their other half count too.</summary>
    public static int Find(ReadOnlySpan<char> text)
    {
        int forbidden = text.IndexOfAny(Forbidden);
        int surrogate = FindLoneSurrogate(forbidden < 0 ? text : text[..forbidden]);
        return surrogate >= 0 ? surrogate : forbidden;
    }

    public static string Describe(char c) => string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}");

    private static int FindLoneSurrogate(ReadOnlySpan<char> text)
    {
        int start = 0;
        while (text[start..].IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and int found)
        {
            int at = start + found;
            if (!char.IsHighSurrogate(text[at]) || at + 1 >= text.Length || !char.IsLowSurrogate(text[at + 1])) return at;
            start = at + 2;
        }

        return -1;
    }
}
