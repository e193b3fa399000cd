namespace Submission.Policy.Yaml.Reading;

/// <summary>
/// Cuts a text before each line that begins a document. YAML allows <c>---</c> at the left edge nowhere else, not even in quotes, so that
/// each document can be read for itself and an error in one hides nothing in the next.
/// </summary>
internal static class DocumentSplitter
{
    public static IEnumerable<DocumentText> Split(string file, string text)
    {
        int start = 0;
        int firstLine = 1;
        int line = 1;
        for (int lineStart = NextLine(text, 0); lineStart < text.Length; lineStart = NextLine(text, lineStart))
        {
            line++;
            if (!IsMarker(text.AsSpan(lineStart))) continue;
            yield return new DocumentText(file, text[start..lineStart], firstLine);
            start = lineStart;
            firstLine = line;
        }

        yield return new DocumentText(file, text[start..], firstLine);
    }

    private static bool IsMarker(ReadOnlySpan<char> text) =>
        text.StartsWith("---", StringComparison.Ordinal) && (text.Length == 3 || text[3] is ' ' or '\t' or '\n');

    private static int NextLine(string text, int from)
    {
        int end = text.IndexOf('\n', from);
        return end < 0 ? text.Length : end + 1;
    }
}
