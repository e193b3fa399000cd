using System.Collections.Immutable;
using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>Reads a field Content-Type (RFC 2045, section 5) in every way in which a mail client plausibly reads it. Never throws; linear.</summary>
internal static class ContentTypeReadings
{
    /// <summary>The most boundaries of one field.</summary>
    public const int MaximumBoundaries = 32;

    /// <summary>The longest boundary, in octets; RFC 2046 allows 70.</summary>
    public const int MaximumBoundaryLength = 1024;

    private static readonly string[] Wanted = ["boundary"];

    /// <summary>Reads what follows the colon, folds included.</summary>
    public static ContentTypeReading Read(ReadOnlySpan<byte> rawValue)
    {
        var budget = new WorkBudget();
        budget.Refill(rawValue.Length);
        var types = new List<string>();
        var boundaries = new List<byte[]>();
        var readings = new List<ParameterReading>();
        foreach (string view in HeaderViews.Of(rawValue))
        {
            MediaTypes.Find(view, types);
            readings.Clear();
            ParameterScanner.Scan(view, Wanted, readings, budget);
            foreach (ParameterReading reading in readings) AddBoundary(boundaries, reading.Value);
        }

        return new ContentTypeReading([.. types], [.. boundaries], !budget.IsExhausted && boundaries.Count < MaximumBoundaries);
    }

    private static void AddBoundary(List<byte[]> boundaries, string text)
    {
        byte[] boundary = Encoding.Latin1.GetBytes(text);
        if (boundary.Length > MaximumBoundaryLength || boundaries.Count >= MaximumBoundaries) return;
        foreach (byte[] known in boundaries)
        {
            if (known.AsSpan().SequenceEqual(boundary)) return;
        }

        boundaries.Add(boundary);
    }
}
