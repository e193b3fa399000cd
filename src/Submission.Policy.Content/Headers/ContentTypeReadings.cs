using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>Reads a field Content-Type (RFC 2045, section 5) in every way in which a mail client plausibly reads it. Never throws; linear.</summary>
internal static class ContentTypeReadings
{
    /// <summary>The most boundaries of one field; with more it is not complete.</summary>
    public const int MaximumBoundaries = 32;

    /// <summary>The longest boundary, in octets; RFC 2046 allows 70. A longer one makes the reading incomplete.</summary>
    public const int MaximumBoundaryLength = 8192;

    /// <summary>Reads what follows the colon, folds included.</summary>
    public static ContentTypeReading Read(ReadOnlySpan<byte> rawValue)
    {
        var types = new List<string>();
        foreach (string view in HeaderViews.Of(rawValue)) MediaTypes.FindAll(view, types);

        var budget = new WorkBudget();
        budget.Refill(rawValue.Length);
        var boundaries = new List<byte[]>();
        foreach (string text in BoundaryTexts(rawValue, budget))
        {
            AddBoundary(text, boundaries, budget);
            AddBoundary(text.Trim(), boundaries, budget);
            int nul = text.IndexOf('\0', StringComparison.Ordinal);
            if (nul >= 0) AddBoundary(text[..nul], boundaries, budget);
        }

        return new ContentTypeReading([.. types], [.. boundaries], !budget.IsExhausted && types.Count < MediaTypes.Maximum);
    }

    private static List<string> BoundaryTexts(ReadOnlySpan<byte> rawValue, WorkBudget budget)
    {
        var parameters = new ParameterTexts(asOctets: true, "boundary");
        var texts = new List<string>();
        parameters.Read(rawValue, texts, budget);
        if (parameters.HasContinued) parameters.EndContinued(texts);
        var readings = new List<string>();
        foreach (string text in texts) TextReadings.Expand(text, readings, budget);
        return readings;
    }

    private static void AddBoundary(string text, List<byte[]> boundaries, WorkBudget budget)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff')) Add(Encoding.Latin1.GetBytes(text), boundaries, budget);
        if (!Ascii.IsValid(text)) Add(Encoding.UTF8.GetBytes(text), boundaries, budget);
    }

    private static void Add(byte[] boundary, List<byte[]> boundaries, WorkBudget budget)
    {
        foreach (byte[] known in boundaries)
        {
            if (known.AsSpan().SequenceEqual(boundary)) return;
        }

        if (boundary.Length > MaximumBoundaryLength || boundaries.Count >= MaximumBoundaries) budget.Exhaust();
        else boundaries.Add(boundary);
    }
}
