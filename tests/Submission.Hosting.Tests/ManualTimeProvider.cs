namespace Submission.Hosting.Tests;

/// <summary>A clock that moves when the test says. Its timers never fire.</summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private long _ticks = new DateTime(2026, 1, 1, 10, 0, 0, DateTimeKind.Utc).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
}
