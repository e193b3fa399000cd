namespace Submission.Policy.Counters;

/// <summary>
/// A sliding window and its limit: no interval of the window's length ever holds more than <paramref name="AtMost"/>, and a charge is given back at the latest
/// 1/1000 of the window after it left it. Immutable and thread-safe.
/// </summary>
/// <param name="Length">The length of the window, 1 second to 366 days.</param>
/// <param name="AtMost">The limit, 0 to 1,000,000,000,000.</param>
public readonly record struct CounterWindow(TimeSpan Length, long AtMost);
