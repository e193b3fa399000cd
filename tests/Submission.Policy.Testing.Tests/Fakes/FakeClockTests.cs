using CsCheck;

namespace Submission.Policy.Testing.Tests.Fakes;

public sealed class FakeClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Advance_InAnyParts_ArrivesAtTheSameMoment() => Gen.Int[0, 100_000].Array[0, 20].Sample(static parts =>
    {
        var clock = new FakeClock(Start);
        long before = clock.GetTimestamp();
        foreach (int part in parts) clock.Advance(TimeSpan.FromMilliseconds(part));
        TimeSpan sum = TimeSpan.FromMilliseconds(parts.Sum(static part => (long)part));
        return clock.GetUtcNow() == Start + sum && clock.GetElapsedTime(before) == sum;
    });

    [Fact]
    public void Timer_WithAPeriod_IsCalledOnceForEachThatPassed() => Gen.Select(Gen.Int[1, 50], Gen.Int[0, 500].Array[1, 10]).Sample(static (period, parts) =>
    {
        var clock = new FakeClock(Start);
        var moments = new List<DateTimeOffset>();
        using ITimer timer = clock.CreateTimer(_ => moments.Add(clock.GetUtcNow()), null, TimeSpan.FromMilliseconds(period), TimeSpan.FromMilliseconds(period));
        foreach (int part in parts) clock.Advance(TimeSpan.FromMilliseconds(part));
        return moments.SequenceEqual(Enumerable.Range(1, parts.Sum() / period).Select(turn => Start + TimeSpan.FromMilliseconds((double)turn * period)));
    });

    [Fact]
    public void Timer_OnceAndDisposed_IsCalledNoMore()
    {
        var clock = new FakeClock(Start);
        int calls = 0;
        ITimer once = clock.CreateTimer(_ => calls++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        ITimer never = clock.CreateTimer(_ => calls += 100, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        never.Dispose();

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, calls);

        once.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Delay_OnTheFakeClock_EndsWhenItsTimeHasPassed()
    {
        var clock = new FakeClock();
        Task delay = Task.Delay(TimeSpan.FromHours(1), clock, TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        await delay;
    }

    [Fact]
    public void Advance_Backwards_Throws() => Assert.Throws<ArgumentOutOfRangeException>(static () => new FakeClock().Advance(TimeSpan.FromTicks(-1)));
}
