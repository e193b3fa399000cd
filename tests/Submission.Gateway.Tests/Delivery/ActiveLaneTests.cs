using Submission.Gateway.Delivery;
using Submission.Gateway.Routing;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>A lane at work, without any connection.</summary>
public sealed class ActiveLaneTests
{
    [Fact]
    public void Pace_AskedLessThanATickOfSpansTooEarly_GoesOn()
    {
        FineClock clock = new();
        int started = 0;
        DeliveryLane limits = new("example.org") { MessagesPerMinute = 60 };
        using ActiveLane lane = new(limits, new ConnectionBudget(8), _ => started++, clock);
        for (int i = 0; i < 2; i++) Assert.True(lane.Enqueue(Jobs.For(limits)));
        Assert.NotNull(lane.Next());
        clock.Now = 1_000_000_000 - 50;
        while (started > 1)
        {
            Assert.Null(lane.Next());
            started--;
        }

        Assert.Null(lane.Next());
        Assert.InRange(clock.Due, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        clock.Now = 1_001_000_000;
        started = 0;
        clock.Ring();
        Assert.Equal(1, started);
        Assert.NotNull(lane.Next());
    }

    [Fact]
    public void ClaimRoom_OfOneDestination_KeepsWhatAnotherOfTheLaneWants()
    {
        using ActiveLane lane = new(new DeliveryLane("example.org"), new ConnectionBudget(8), static _ => { }, TimeProvider.System);
        lane.Claimed();
        Assert.Equal(0, lane.ClaimRoom(ofDestination: 1000));
        Assert.NotEqual(0, lane.ClaimRoom(ofDestination: 0));
        Assert.True(lane.Unclaimed());
        lane.Claimed();
        Assert.False(lane.Unclaimed()); // said once
    }

    /// <summary>A clock of nanoseconds, which is finer than a span of time.</summary>
    private sealed class FineClock : TimeProvider, ITimer
    {
        private TimerCallback? _callback;
        private object? _state;

        public long Now { get; set; }

        public TimeSpan Due { get; private set; } = Timeout.InfiniteTimeSpan;

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state) = (callback, state);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime;
            return true;
        }

        public void Ring() => _callback?.Invoke(_state);

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
