namespace Submission.Policy.Counters;

/// <summary>What a counter holds, as far as one window is concerned. Immutable.</summary>
/// <param name="Window">The window; the default for the limit at once.</param>
/// <param name="Used">What it holds, reservations included.</param>
/// <param name="OpensAt">The moment of the store at which there will be room again; <see cref="long.MaxValue"/> for never.</param>
internal readonly record struct CounterUse(CounterWindow Window, long Used, long OpensAt);
