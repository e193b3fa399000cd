namespace Submission.Policy.Counters;

/// <summary>
/// The time of a store, in ticks of 100 ns: the moment at which it begins plus the time elapsed since; a store that goes on from a journal begins where that one
/// has ended and time has passed since, any other with the UTC time. Setting the machine's clock moves it neither
/// forward, which would open every window at once, nor back. Thread-safe.
/// </summary>
internal sealed class StoreClock(TimeProvider timeProvider, long start)
{
    private readonly long _frequency = timeProvider.TimestampFrequency;
    private readonly long _startTimestamp = timeProvider.GetTimestamp();

    /// <summary>Begins a time with the machine's clock.</summary>
    public StoreClock(TimeProvider timeProvider)
        : this(timeProvider, timeProvider.GetUtcNow().UtcTicks)
    {
    }

    /// <summary>The present moment.</summary>
    public long Now => start + ToTicks(timeProvider.GetTimestamp() - _startTimestamp);

    /// <summary>Shows a moment of the store on the machine's clock.</summary>
    public DateTimeOffset ToUtc(long moment, long now) =>
        moment == long.MaxValue ? DateTimeOffset.MaxValue : timeProvider.GetUtcNow().AddTicks(moment - now);

    /// <summary>The moment of the store at which the machine's clock, as it stands now, shows a time.</summary>
    public long FromUtc(DateTimeOffset time, long now) => now + (time - timeProvider.GetUtcNow()).Ticks;

    private long ToTicks(long timestamps) => _frequency switch
    {
        TimeSpan.TicksPerSecond => timestamps,
        TimeSpan.TicksPerSecond * 100 => timestamps / 100,
        _ => (long)((Int128)timestamps * TimeSpan.TicksPerSecond / _frequency),
    };
}
