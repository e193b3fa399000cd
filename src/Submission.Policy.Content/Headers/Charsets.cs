using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>Makes text of octets: by the charset that is named, or by what they look like. Never throws; an octet that means nothing is U+FFFD or a question mark.</summary>
internal static class Charsets
{
    private const int MaximumNameLength = 40;

    private const int CentralEuropeanWindows = 1250;
    private const int CentralEuropeanIso = 28592;

    /// <summary>Decodes by the charset <paramref name="name"/> (RFC 2978), or by their look where it is unknown here.</summary>
    public static string Decode(ReadOnlySpan<byte> octets, ReadOnlySpan<char> name)
    {
        string charset = Canonical(name);
        if (charset is "utf-7" or "unicode-1-1-utf-7") return Utf7Text.Decode(Guess(octets));
        if (charset is "utf-16" or "ucs-2" or "iso-10646-ucs-2") return Utf16(octets);
        return Find(charset)?.GetString(octets) ?? Guess(octets);
    }

    /// <summary>Whether a reader that does not know the charset would see the ASCII letters in it all the same.</summary>
    public static bool KeepsAscii(ReadOnlySpan<char> name)
    {
        string charset = Canonical(name);
        if (charset.StartsWith("utf-7", StringComparison.Ordinal) || charset.StartsWith("unicode-1-1-utf-7", StringComparison.Ordinal)) return false;
        if (charset.StartsWith("iso-2022", StringComparison.Ordinal) || charset.StartsWith("hz", StringComparison.Ordinal)) return false;
        if (charset is "utf-16" or "ucs-2" or "iso-10646-ucs-2") return false;
        return Find(charset) is not { } encoding || string.Equals(encoding.GetString(".exe"u8), ".exe", StringComparison.Ordinal);
    }

    /// <summary>Decodes octets of which nothing is known: UTF-8 where they are valid, else a charset of Central Europe.</summary>
    public static string Guess(ReadOnlySpan<byte> octets)
    {
        if (Ascii.IsValid(octets)) return Encoding.ASCII.GetString(octets);
        if (System.Text.Unicode.Utf8.IsValid(octets)) return Encoding.UTF8.GetString(octets);
        bool windows = octets.IndexOfAnyInRange((byte)0x80, (byte)0x9f) >= 0;
        return CodePage(windows ? CentralEuropeanWindows : CentralEuropeanIso).GetString(octets);
    }

    /// <summary>As <see cref="Guess(ReadOnlySpan{byte})"/>, for a text of one character per octet.</summary>
    public static string Guess(string octets) => Ascii.IsValid(octets) ? octets : Guess(Encoding.Latin1.GetBytes(octets));

    /// <summary>The encoding of a code page that .NET does not know by itself.</summary>
    public static Encoding CodePage(int number) => CodePagesEncodingProvider.Instance.GetEncoding(number) ?? Encoding.Latin1;

    private static string Canonical(ReadOnlySpan<char> name)
    {
        int language = name.IndexOf('*'); // RFC 2231, section 5
        if (language >= 0) name = name[..language];
        name = name.Trim(" \t\"'");
        return name.Length > MaximumNameLength ? "" : name.ToString().ToLowerInvariant();
    }

    private static Encoding? Find(string charset) => charset switch
    {
        "" => null,
        "utf-8" or "utf8" or "us-ascii" or "ascii" => null, // by their look, since mailers write them over anything
        "iso-8859-1" or "latin1" => CodePage(1252), // as browsers and mail clients do
        "utf-16le" => Encoding.Unicode,
        "utf-16be" => Encoding.BigEndianUnicode,
        "utf-32" or "utf-32le" => Encoding.UTF32,
        "utf-32be" => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
        _ => CodePagesEncodingProvider.Instance.GetEncoding(charset),
    };

    // Without a byte order mark readers differ; the half of each pair that is zero for Latin letters decides.
    private static string Utf16(ReadOnlySpan<byte> octets)
    {
        int first = 0, second = 0;
        for (int i = 0; i + 1 < octets.Length; i += 2)
        {
            if (octets[i] == 0) first++;
            if (octets[i + 1] == 0) second++;
        }

        return (second > first || octets is [0xff, 0xfe, ..] ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(octets);
    }
}
