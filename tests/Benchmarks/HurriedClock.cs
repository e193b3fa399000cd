namespace Benchmarks;

/// <summary>The system's clock, a thousand times as fast, so that a few clients who connect without end stay within what a policy allows; asking it costs what asking the system's does.</summary>
internal sealed class HurriedClock : TimeProvider
{
    private const int Speed = 1000;

    private readonly long _start = System.GetTimestamp();
    private readonly DateTimeOffset _startUtc = System.GetUtcNow();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => _start + ((System.GetTimestamp() - _start) * Speed);

    public override DateTimeOffset GetUtcNow() => _startUtc.AddTicks((System.GetUtcNow() - _startUtc).Ticks * Speed);
}
