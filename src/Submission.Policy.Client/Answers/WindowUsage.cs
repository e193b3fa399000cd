using Submission.Policy.Counters;

namespace Submission.Policy.Client;

/// <summary>What one window of one counter holds. Immutable and thread-safe.</summary>
/// <param name="Rule">The rule that counts.</param>
/// <param name="Key">The counter: what is counted, and whose it is in the form in which the policy counts it.</param>
/// <param name="Window">The window; <see langword="null"/> where it is what is open at once. Of a share, its limit is what must be exceeded for the rule to object.</param>
/// <param name="Used">What it holds, reservations included.</param>
/// <param name="Left">What is left, 0 or more; <see langword="null"/> for what is open at once.</param>
/// <param name="OpensAt">Where the window is full: when there will be room for one more; <see langword="null"/> where it is not, and for shares.</param>
public sealed record WindowUsage(RuleId Rule, CounterKey Key, CounterWindow? Window, long Used, long? Left, DateTimeOffset? OpensAt);
