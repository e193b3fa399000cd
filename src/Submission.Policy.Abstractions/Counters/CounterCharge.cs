namespace Submission.Policy.Counters;

/// <summary>What a transaction would use up of one counter. Immutable and thread-safe; making one allocates nothing.</summary>
/// <param name="Key">The counter.</param>
/// <param name="Limit">What the counter must not exceed.</param>
/// <param name="Amount">How much is used up, at least 1; 1 where members are counted.</param>
/// <param name="Member">Who is counted where <see cref="CounterLimit.IsDistinct"/>; otherwise <see langword="null"/>.</param>
public readonly record struct CounterCharge(CounterKey Key, CounterLimit Limit, long Amount, string? Member = null)
{
    // In ticks from 1 on, 0 for none: charges are copied a lot, and hardly any has it.
    private readonly long _at;

    /// <summary>
    /// When the event happened, where that is not now, which is the default. Only <see cref="ICounterStore.RecordAsync"/> of a counter of members looks at it: the member counts
    /// from that moment, not at all where that has left every window of the counter, and from now where it is yet to come. A member that counts already keeps its moment.
    /// </summary>
    public DateTimeOffset? At
    {
        get => _at == 0 ? null : new DateTimeOffset(_at - 1, TimeSpan.Zero);
        init => _at = value is { } at ? at.UtcTicks + 1 : 0;
    }
}
