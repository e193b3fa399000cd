using Submission.Policy.Counters;

namespace Submission.Policy.Tests.Counters;

public sealed class CounterLimitTests
{
    [Fact]
    public void Windows_InAnyOrder_AreSortedByLength() =>
        Assert.Equal([1.0, 60, 3600], CounterBench.Limit((3600, 3), (1, 1), (60, 2)).Windows.Select(window => window.Length.TotalSeconds));

    [Theory]
    [InlineData(0.999, 1)]
    [InlineData(-1, 1)]
    [InlineData((366 * 86400) + 1, 1)]
    [InlineData(60, -1)]
    [InlineData(60, 1_000_000_000_001)]
    public void Window_OutsideTheRange_IsRefused(double seconds, long atMost) =>
        Assert.Throws<ArgumentException>(() => CounterBench.Limit((seconds, atMost)));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(366 * 86400, 1_000_000_000_000)]
    public void Window_AtTheEndOfTheRange_Counts(double seconds, long atMost)
    {
        CounterBench bench = InMemoryStoreTests.Bench();
        CounterLimit limit = CounterBench.Limit((seconds, atMost));
        Assert.Equal(atMost == 0 ? ReservationState.Refused : ReservationState.Reserved, bench.Use("a", limit, Math.Max(1, atMost)));
        Assert.Equal(ReservationState.Refused, bench.Use("a", limit));
        bench.Advance(seconds * 1.001);
        Assert.Equal(0, bench.Read("a", limit).Used);
    }

    [Fact]
    public void Limit_ThatLimitsNothingOrTwiceTheSame_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => CounterBench.Limit());
        Assert.Throws<ArgumentException>(() => CounterBench.Limit((60, 1), (60, 2)));
        Assert.Throws<ArgumentException>(() => CounterBench.AtOnce(-1));
        Assert.Throws<ArgumentException>(() => CounterBench.Limit([.. Enumerable.Range(1, 9).Select(i => ((double)i, 1L))]));
    }
}
