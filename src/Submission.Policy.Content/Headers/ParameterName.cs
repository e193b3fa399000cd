using System.Globalization;

namespace Submission.Policy.Content.Headers;

/// <summary>The name of a parameter that stands before an equals sign, read backwards, so that junk, a missing semicolon or an open quote before it cannot hide it.</summary>
internal static class ParameterName
{
    private const int MaximumLength = 40;

    /// <summary>Reads the name before <paramref name="equals"/>.</summary>
    /// <returns>Which of <paramref name="wanted"/> (lower case) it is, alone or with the stars and the number of RFC 2231; -1 for none.</returns>
    public static int Read(ReadOnlySpan<char> view, int equals, ReadOnlySpan<string> wanted, out int section, out bool encoded)
    {
        section = -1;
        encoded = false;
        int end = equals;
        while (end > 0 && (view[end - 1] is <= ' ' or '"')) end--;
        Span<char> name = stackalloc char[MaximumLength];
        int at = MaximumLength;
        for (int i = end - 1; i >= 0; i--)
        {
            char c = view[i];
            if (c < ' ' && c != '\t') continue;
            if (c is ' ' or '\t' && at < MaximumLength && name[at] == '*') continue; // between the name and its star
            if (!IsNameCharacter(c)) break;
            if (at == 0) return -1;
            name[--at] = char.ToLowerInvariant(c);
        }

        ReadOnlySpan<char> read = name[at..];
        int star = read.IndexOf('*');
        int attribute = IndexOf(star < 0 ? read : read[..star], wanted);
        if (attribute >= 0 && star >= 0) ReadSuffix(read[(star + 1)..], out section, out encoded);
        return attribute;
    }

    private static void ReadSuffix(ReadOnlySpan<char> suffix, out int section, out bool encoded)
    {
        encoded = suffix.Length == 0 || suffix[^1] == '*';
        ReadOnlySpan<char> digits = suffix.TrimEnd('*');
        bool numbered = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out section);
        if (numbered) return;
        section = -1;
        encoded = true;
    }

    private static int IndexOf(ReadOnlySpan<char> name, ReadOnlySpan<string> wanted)
    {
        for (int i = 0; i < wanted.Length; i++)
        {
            if (name.SequenceEqual(wanted[i])) return i;
        }

        return -1;
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '*' or '-' or '_' or '.';
}
