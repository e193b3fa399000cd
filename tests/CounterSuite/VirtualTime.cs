namespace Submission.Tests.Counters;

/// <summary>A time that moves only when a test moves it. Thread-safe.</summary>
public sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 10, 0, 0, TimeSpan.Zero);

    private long _elapsed;
    private long _clockError;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _elapsed);

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(Interlocked.Read(ref _elapsed) + Interlocked.Read(ref _clockError));

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _elapsed, by.Ticks);

    /// <summary>Sets the machine's clock without time passing.</summary>
    public void SetClock(TimeSpan by) => Interlocked.Add(ref _clockError, by.Ticks);
}
