using System.Text;

namespace Submission.Policy.Content.Names;

/// <summary>Makes a name comparable, as <see cref="MessageStructure.Attachments"/> states.</summary>
internal static class ComparableName
{
    /// <summary>The longest name; of a longer one the end is kept.</summary>
    public const int MaximumLength = 255;

    // What of a long name is normalized: enough for its end, whatever the form.
    private const int Considered = 4 * MaximumLength;

    private const char RightToLeftOverride = '\u202e';

    /// <summary>Adds the comparable form of <paramref name="text"/>: the halves of a name with NUL, and the order that is seen, as further ones.</summary>
    public static void Read(string text, List<string> into)
    {
        int nul = text.IndexOf('\0', StringComparison.Ordinal);
        ReadPiece(text, into);
        if (nul < 0) return;
        ReadPiece(text[..nul], into);
        ReadPiece(text[(text.LastIndexOf('\0') + 1)..], into);
    }

    private static void ReadPiece(string text, List<string> into)
    {
        Add(Clean(text), into);
        if (text.Contains(RightToLeftOverride, StringComparison.Ordinal)) Add(Clean(AsSeen(text)), into);
    }

    private static void Add(string name, List<string> into)
    {
        if (name.Length > 0 && !into.Contains(name)) into.Add(name);
    }

    private static string Clean(string text)
    {
        string whole = text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Normalize(text) : text;
        ReadOnlySpan<char> name = whole;
        name = name[..EndOf(name)];
        name = name[(name.LastIndexOfAny('/', '\\') + 1)..].TrimStart();
        if (name.Length > MaximumLength) name = name[^MaximumLength..];
        if (name.Length > 0 && char.IsLowSurrogate(name[0])) name = name[1..];
        return name.Length == whole.Length ? whole : name.ToString();
    }

    private static string Normalize(string text)
    {
        string seen = InvisibleCharacters.Remove(text);
        ReadOnlySpan<char> end = seen.AsSpan(0, EndOf(seen));
        if (end.Length > Considered) end = end[^Considered..];
        if (end.Length > 0 && char.IsLowSurrogate(end[0])) end = end[1..];
        return InvisibleCharacters.Remove(Readable(end).Normalize(NormalizationForm.FormKC));
    }

    // Normalization takes neither half of a pair nor U+FFFE; no mail client shows them.
    private static string Readable(ReadOnlySpan<char> text)
    {
        char[] readable = text.ToArray();
        for (int i = 0; i < readable.Length; i++)
        {
            if (i + 1 < readable.Length && char.IsSurrogatePair(readable[i], readable[i + 1])) i++;
            else if (char.IsSurrogate(readable[i]) || readable[i] == '\uFFFE') readable[i] = '\uFFFD';
        }

        return new string(readable);
    }

    // Where the name ends: before dots, blanks, the slash of a folder and the data stream of NTFS.
    private static int EndOf(ReadOnlySpan<char> name)
    {
        int end = name.Length;
        while (end > 0)
        {
            if (IsTrailing(name[end - 1])) end--;
            else if (name[..end].EndsWith(":$DATA", StringComparison.OrdinalIgnoreCase)) end = BeforeStream(name[..end]);
            else break;
        }

        return end;
    }

    private static int BeforeStream(ReadOnlySpan<char> name)
    {
        int type = name.Length - ":$DATA".Length;
        int stream = name[..type].LastIndexOf(':');
        return stream > 0 && !name[stream..].ContainsAny('/', '\\') ? stream : type;
    }

    // Dots and blanks in all the forms that become one by NFKC, and the empty Braille cell.
    private static bool IsTrailing(char c) =>
        c is '.' or '/' or '\\' or '\u2024' or '\u2025' or '\u2026' or '\uff0e' or '\ufe52' or '\u2800' || char.IsWhiteSpace(c);

    // What stands behind an override is seen from its end to its start, up to the mark that ends it.
    private static string AsSeen(string text)
    {
        int start = text.IndexOf(RightToLeftOverride, StringComparison.Ordinal);
        int end = text.IndexOf('\u202c', start);
        if (end < 0) end = text.Length;
        var seen = new StringBuilder(text.Length).Append(text, 0, start);
        int insert = seen.Length;
        foreach (Rune rune in text.AsSpan(start + 1, Math.Min(end - start - 1, Considered)).EnumerateRunes()) seen.Insert(insert, rune.ToString());
        return seen.Append(text, end, text.Length - end).ToString();
    }
}
