using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>A value with charset, language and percent signs (RFC 2231, section 4), as text of one character per octet.</summary>
internal static class ExtendedValue
{
    /// <summary>Adds what <paramref name="octets"/> may mean: by its charset, and by the look of its octets where the charset would hide what other readers see.</summary>
    public static void Decode(string octets, List<string> into)
    {
        ReadOnlySpan<char> text = CutCharset(octets, out ReadOnlySpan<char> charset);
        DecodePlain(PercentText.DecodeOctets(text), charset, into);
    }

    /// <summary>As <see cref="Decode"/>, where the percent signs are decoded already.</summary>
    public static void DecodePlain(string octets, ReadOnlySpan<char> charset, List<string> into)
    {
        into.Add(charset.IsEmpty ? Charsets.Guess(octets) : Charsets.Decode(Encoding.Latin1.GetBytes(octets), charset));
        if (!Charsets.KeepsAscii(charset)) into.Add(Charsets.Guess(octets));
    }

    /// <summary>Takes <c>charset'language'</c> off the front; a value without them is returned whole.</summary>
    public static ReadOnlySpan<char> CutCharset(ReadOnlySpan<char> octets, out ReadOnlySpan<char> charset)
    {
        charset = default;
        int first = octets.IndexOf('\'');
        if (first < 0) return octets;
        int second = octets[(first + 1)..].IndexOf('\'');
        charset = octets[..first];
        return second < 0 ? octets[(first + 1)..] : octets[(first + second + 2)..];
    }
}
