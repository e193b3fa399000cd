using System.Buffers;

namespace Submission.Policy.Content.Headers;

/// <summary>Finds media types in a view of a field Content-Type.</summary>
internal static class MediaTypes
{
    /// <summary>The most media types of one field.</summary>
    public const int Maximum = 16;

    private const int MaximumLength = 127;

    private static readonly SearchValues<char> Separators = SearchValues.Create(";, \t\"'()<>");

    /// <summary>Adds what stands first, and each <c>type/subtype</c> that is no parameter.</summary>
    public static void Find(string view, List<string> into)
    {
        ReadOnlySpan<char> rest = view;
        bool first = true;
        while (!rest.IsEmpty && into.Count < Maximum)
        {
            int end = rest.IndexOfAny(Separators);
            ReadOnlySpan<char> word = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (word.IsEmpty) continue;
            bool slashed = word.Contains('/');
            if (!word.Contains('=') && word.Length <= MaximumLength && (first || slashed)) Add(word, into);
            first = false;
        }
    }

    private static void Add(ReadOnlySpan<char> word, List<string> into)
    {
        string type = word.ToString().ToLowerInvariant();
        if (!into.Contains(type)) into.Add(type);
    }
}
