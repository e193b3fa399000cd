using System.Buffers;
using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>Finds media types in a view of a field Content-Type.</summary>
internal static class MediaTypes
{
    /// <summary>The most media types of one field.</summary>
    public const int Maximum = 16;

    private const int MaximumLength = 127;

    private const int LongestDecoded = 4096;

    private static readonly SearchValues<char> QuotesAndControls = SearchValues.Create("\"\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\v\f\u000e\u000f\u001b\u007f");

    private static readonly SearchValues<char> Separators = SearchValues.Create(";, \t\"'()<>");

    /// <summary>Adds the media types of a view: as it stands, without quotes and controls, and with its encoded words decoded.</summary>
    public static void FindAll(string view, List<string> into)
    {
        Find(view, into);
        if (view.AsSpan().ContainsAny(QuotesAndControls)) Find(WithoutQuotesAndControls(view), into);
        string start = view.Length <= LongestDecoded ? view : view[..LongestDecoded];
        if (EncodedWords.MayBeIn(start)) Find(EncodedWords.Decode(start, out _), into);
    }

    // What stands first, and each type/subtype that is no value of a parameter.
    private static void Find(ReadOnlySpan<char> rest, List<string> into)
    {
        bool first = true, isValue = false;
        while (!rest.IsEmpty && into.Count < Maximum)
        {
            int end = rest.IndexOfAny(Separators);
            ReadOnlySpan<char> word = end < 0 ? rest : rest[..end];
            if (!word.IsEmpty && !isValue && !word.Contains('=') && word.Length <= MaximumLength && (first || word.Contains('/'))) Add(word, into);
            if (!word.IsEmpty)
            {
                isValue = word[^1] == '=';
                first = false;
            }

            if (end < 0) return;
            if (rest[end] is ';' or ',') isValue = false;
            bool skipsQuoted = isValue && rest[end] == '"';
            rest = rest[(end + 1)..];
            int close = skipsQuoted ? rest.IndexOf('"') : -1;
            if (close >= 0) rest = rest[(close + 1)..];
        }
    }

    private static string WithoutQuotesAndControls(string view)
    {
        // The value of a parameter keeps its quotes, so that it is not taken for a type.
        int end = view.IndexOf('=', StringComparison.Ordinal);
        if (end < 0) end = view.Length;
        var kept = new StringBuilder(view.Length);
        foreach (char c in view.AsSpan(0, end))
        {
            if (!QuotesAndControls.Contains(c)) kept.Append(c);
        }

        return kept.Append(view, end, view.Length - end).ToString();
    }

    private static void Add(ReadOnlySpan<char> word, List<string> into)
    {
        string type = word.ToString().ToLowerInvariant();
        if (!into.Contains(type)) into.Add(type);
    }
}
