namespace Conformance.Worlds;

/// <summary>
/// The time of a case, but no timer ever falls due: hours pass between two steps of a case, in which a real client would have sent something, and no host shall take the client
/// for dead.
/// </summary>
internal sealed class StillClock(TimeProvider clock) : TimeProvider
{
    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new StillTimer();

    private sealed class StillTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // It holds nothing.
        }

        public ValueTask DisposeAsync() => default;
    }
}
