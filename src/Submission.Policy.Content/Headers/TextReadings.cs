using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>
/// What a text may mean to one reader or another: with its quotes and escapes taken away, its encoded words, percent signs, escape sequences and UTF-7 decoded, in every order.
/// </summary>
internal static class TextReadings
{
    private const int MaximumReadings = 64;

    private const int Rounds = 5;

    /// <summary>Adds <paramref name="text"/> and all it may mean to <paramref name="into"/>, each once.</summary>
    public static void Expand(string text, List<string> into, WorkBudget budget)
    {
        int from = into.Count, limit = from + MaximumReadings;
        Add(text, into, budget, from, limit);
        int next = from;
        for (int round = 0; round < Rounds && next < into.Count; round++)
        {
            int end = into.Count;
            for (; next < end; next++) Derive(into[next], into, budget, from, limit);
        }

        if (next < into.Count && into.Count >= limit) budget.Exhaust();
    }

    private static void Derive(string text, List<string> into, WorkBudget budget, int from, int limit)
    {
        if (EncodedWords.MayBeIn(text))
        {
            Add(EncodedWords.Decode(text, out bool hidesAscii), into, budget, from, limit);
            if (hidesAscii) Add(EncodedWords.Decode(text, out _, ignoresCharset: true), into, budget, from, limit);
            Add(EncodedWords.Decode(text, out _, dropsBlanks: true), into, budget, from, limit);
        }

        if (QuotedText.AreIn(text)) Add(QuotedText.WithoutQuotes(text), into, budget, from, limit);
        if (text.Contains('\\', StringComparison.Ordinal)) Add(QuotedText.Unescape(text), into, budget, from, limit);
        if (PercentText.IsIn(text)) Add(PercentText.Decode(text), into, budget, from, limit);
        if (text.Contains('+', StringComparison.Ordinal)) Add(Utf7Text.Decode(text), into, budget, from, limit);
        if (text.Contains('\u001b', StringComparison.Ordinal)) Add(WithoutEscapeSequences(text), into, budget, from, limit);
    }

    private static string WithoutEscapeSequences(string text)
    {
        if (text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff')) return text;
        const int Japanese = 50220, Korean = 50225;
        bool korean = text.Contains("\u001b$)C", StringComparison.Ordinal);
        return Charsets.CodePage(korean ? Korean : Japanese).GetString(Encoding.Latin1.GetBytes(text));
    }

    private static void Add(string text, List<string> into, WorkBudget budget, int from, int limit)
    {
        if (into.Count >= limit || !budget.TryTake(text.Length + 1)) return;
        for (int i = from; i < into.Count; i++)
        {
            if (string.Equals(into[i], text, StringComparison.Ordinal)) return;
        }

        into.Add(text);
    }
}
