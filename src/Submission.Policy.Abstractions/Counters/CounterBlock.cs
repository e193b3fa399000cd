namespace Submission.Policy.Counters;

/// <summary>Says that a subject is refused for a time, whatever its counters hold by then. Immutable and thread-safe.</summary>
/// <param name="Key">Who is blocked, and by what: the rule and its key expression, and the subject.</param>
/// <param name="Since">When it was blocked.</param>
/// <param name="Until">When the block ends; at this moment it is over.</param>
/// <param name="Reason">Why, for operators; never sent to clients.</param>
public sealed record CounterBlock(CounterKey Key, DateTimeOffset Since, DateTimeOffset Until, string Reason);
