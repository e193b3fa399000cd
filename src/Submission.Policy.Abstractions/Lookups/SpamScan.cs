using System.Collections.Immutable;

namespace Submission.Policy.Lookups;

/// <summary>What a spam scanner thinks of a message. Immutable and thread-safe.</summary>
/// <param name="IsSpam">The scanner's own judgement.</param>
/// <param name="Score">Its score; the higher, the more like spam. The scale is the scanner's.</param>
public sealed record SpamScan(bool IsSpam, double Score)
{
    /// <summary>The score from which on the scanner takes a message for spam; <see langword="null"/> (the default) where it does not say.</summary>
    public double? RequiredScore { get; init; }

    /// <summary>What the scanner would do, in its own words, for example <c>add header</c>; empty by default.</summary>
    public string Action { get; init; } = "";

    /// <summary>The names of the tests that matched; empty by default.</summary>
    public ImmutableArray<string> Tests { get; init; } = [];
}
