namespace Submission.Policy.Tests.Engine;

/// <summary>A clock that stands still until it is told to move.</summary>
internal sealed class FixedClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 1, 10, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => _now += by;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;
}
