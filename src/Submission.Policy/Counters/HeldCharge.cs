namespace Submission.Policy.Counters;

/// <summary>A charge that is reserved. Immutable.</summary>
/// <param name="Counter">The counter that counts it as pending.</param>
/// <param name="Limit">The limit that it was reserved under.</param>
/// <param name="Amount">How much is reserved.</param>
/// <param name="Member">Who, where members are counted.</param>
internal readonly record struct HeldCharge(Counter Counter, CounterLimit Limit, long Amount, DistinctMember? Member)
{
    /// <summary>The hash of the counter's key, which tells its stripe.</summary>
    public int Hash { get; init; }
}
