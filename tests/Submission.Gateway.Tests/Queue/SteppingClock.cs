using Microsoft.Extensions.Time.Testing;

namespace Submission.Gateway.Tests.Queue;

/// <summary>A clock whose wall can step while no time passes.</summary>
internal sealed class SteppingClock : TimeProvider
{
    private readonly FakeTimeProvider _time = new(QueueSamples.Moment);

    /// <summary>By how much the wall is wrong.</summary>
    public TimeSpan Step { get; set; }

    public override long TimestampFrequency => _time.TimestampFrequency;

    public void Advance(TimeSpan time) => _time.Advance(time);

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow() + Step;

    public override long GetTimestamp() => _time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _time.CreateTimer(callback, state, dueTime, period);
}
