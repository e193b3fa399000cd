using Submission.Policy.Counters;

namespace Submission.Policy.Decisions;

/// <summary>A counter as a rule saw it. Immutable and thread-safe.</summary>
/// <param name="Key">The counter.</param>
/// <param name="Window">The window with the least left; the default for a limit at once.</param>
/// <param name="Used">What it held, reservations included.</param>
/// <param name="OpensAt">When it opens again, where it is full; otherwise <see langword="null"/>.</param>
public sealed record CounterObservation(CounterKey Key, CounterWindow Window, long Used, DateTimeOffset? OpensAt)
{
    /// <summary>What is left.</summary>
    public long Left => Math.Max(0, Window.AtMost - Used);
}
