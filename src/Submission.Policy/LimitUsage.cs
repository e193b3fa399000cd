using Submission.Policy.Counters;

namespace Submission.Policy;

/// <summary>What one window of one counter holds, for operators. Immutable and thread-safe.</summary>
/// <param name="Rule">The rule that counts.</param>
/// <param name="Key">The counter.</param>
/// <param name="Window">
/// The window; of length zero where it is what is open at once. Of a share it is the span of the batch, and its limit what must be exceeded for the rule to object.
/// </param>
/// <param name="Used">What the window holds, reservations included.</param>
/// <param name="OpensAt">Where the window is full: when there will be room for one more; <see langword="null"/> where it is not, and for shares.</param>
/// <param name="Block">The block of the rule that stands against the subject; <see langword="null"/> where there is none.</param>
public sealed record LimitUsage(RuleId Rule, CounterKey Key, CounterWindow Window, long Used, DateTimeOffset? OpensAt, CounterBlock? Block);
