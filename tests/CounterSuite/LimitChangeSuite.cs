using CsCheck;
using Submission.Policy.Counters;
using Xunit;

namespace Submission.Tests.Counters;

/// <summary>R14: a limit that changes while it is in use keeps its history.</summary>
public abstract class LimitChangeSuite : CounterSuite
{
    private static readonly CounterLimit[] Variants =
    [
        CounterBench.Limit((1, 30), (5, 60)),
        CounterBench.Limit((1, 10), (5, 90)),
        CounterBench.Limit((5, 60)),
        CounterBench.Limit((2, 20), (5, 60)),
        CounterBench.Limit((1, 25), (3, 40), (5, 61)),
    ];

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void R14_LowerAndHigher_NeitherForgetsNorDoubles(int events)
    {
        CounterBench bench = NewBench();
        CounterLimit[] limits = [CounterBench.Limit((60, 50)), CounterBench.Limit((60, 45)), CounterBench.Limit((60, 2)), CounterBench.Limit((60, 1000))];
        for (int i = 0; i < events; i++)
        {
            bench.Use("a", limits[i % 2]);
            bench.Advance(0.5);
        }

        foreach (CounterLimit limit in limits) Assert.Equal(events, bench.Read("a", limit).Used);
        CounterReading lowered = bench.Read("a", limits[2]);
        Assert.True(lowered.IsExceeded);
        Assert.Equal(ReservationState.Refused, bench.Use("a", limits[2]));
        bench.Time.Advance(lowered.OpensAt - bench.Time.GetUtcNow());
        Assert.Equal(2, bench.Read("a", limits[2]).Used);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void R14_AnotherLength_KnowsWhatTheOldOneKnew(int events)
    {
        CounterBench bench = NewBench();
        CounterLimit minute = CounterBench.Limit((60, 100));
        for (int i = 0; i < events; i++)
        {
            bench.Use("a", minute);
            bench.Advance(1);
        }

        Assert.Equal(events, bench.Read("a", CounterBench.Limit((3600, 100))).Used);
        Assert.Equal(Math.Min(events, 10), bench.Read("a", CounterBench.Limit((10, 100))).Used);
        Assert.Equal(events, bench.Read("a", minute).Used);
        bench.Advance(61);
        Assert.Equal(events, bench.Read("a", CounterBench.Limit((3600, 100))).Used);
        Assert.Equal(0, bench.Read("a", CounterBench.Limit((10, 100))).Used);
    }

    [Fact]
    public void R14_ALongerLengthThatRefuses_IsNotForgottenWithTheShorterOne()
    {
        CounterBench bench = NewBench();
        CounterLimit day = CounterBench.Limit((86400, 5));
        Assert.Equal(5, bench.UseUntilRefused("a", CounterBench.Limit((3600, 5))));
        bench.Advance(1860);
        Assert.Equal(ReservationState.Refused, bench.Use("a", day));
        bench.Advance(1860);

        // Whoever writes beside it frees what holds nothing.
        for (int i = 0; i < 20; i++) bench.Record("a", CounterBench.Distinct((60, 1000)), member: $"member-{i}");
        Assert.Equal(ReservationState.Refused, bench.Use("a", day));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void R14_AShorterLengthInBetween_DoesNotShortenTheMemory(int events)
    {
        CounterBench bench = NewBench();
        CounterLimit hour = CounterBench.Limit((3600, 100));
        for (int i = 0; i < 3; i++) bench.Use("a", hour);
        bench.Advance(120);
        for (int i = 0; i < events; i++)
        {
            bench.Use("a", CounterBench.Limit((60, 100)));
            bench.Advance(0.1);
        }

        Assert.Equal(3 + events, bench.Read("a", hour).Used);
    }

    [Fact]
    public void R14_AShorterLength_LetsNothingLeaveEarly()
    {
        CounterBench bench = NewBench();
        CounterLimit longer = CounterBench.Limit((5, 100));
        for (int i = 0; i < 20; i++)
        {
            bench.Use("a", longer);
            bench.Advance(0.1);
        }

        // The last moment of a thousandth of the longer window.
        bench.Advance(0.0049);
        bench.Use("a", longer);
        CounterLimit shorter = CounterBench.Limit((1, 10));
        Assert.True(bench.Read("a", shorter).Used >= 10);
        bench.Advance(1);
        Assert.Equal(1, bench.Read("a", shorter).Used);
        bench.Advance(0.0011);
        Assert.Equal(0, bench.Read("a", shorter).Used);
    }

    [Fact]
    public void R14_AnyOrderOfLimits_NeverAdmitsMoreThanTheOneInUse() =>
        Gen.Select(Gen.Int[0, Variants.Length - 1], Gen.Int[0, 30], Gen.Long[0, 3_000_000]).Array[5, 60].Sample(
            steps =>
            {
                CounterBench bench = NewBench();
                CounterModel model = new();
                foreach ((int variant, int uses, long pause) in steps)
                {
                    for (int i = 0; i < uses; i++)
                    {
                        bool isIn = bench.Use("a", Variants[variant]) == ReservationState.Reserved;
                        if (isIn) Assert.True(model.Fits("a", Variants[variant], 1, 0, lateness: 0), "more than the limit");

                        // What a new length takes over is as coarse as a thousandth of the longest, here five of the shortest.
                        else Assert.False(model.Fits("a", Variants[variant], 1, 0, lateness: 6), "refused where there was room");
                        if (isIn) model.Record("a", 1);
                    }

                    bench.Time.Advance(TimeSpan.FromTicks(pause));
                    model.Now += pause;
                }
            },
            iter: Iterations(200));

    [Fact]
    public void R14_ManyLengthsOverTime_AreNotAllFollowedForEver()
    {
        CounterBench bench = NewBench();
        for (int seconds = 1; seconds <= 200; seconds++)
        {
            CounterLimit limit = CounterBench.Limit((seconds, 1_000_000), (100_000, 1_000_000));
            Assert.Equal(ReservationState.Reserved, bench.Use("a", limit));
            bench.Advance(0.001);
        }

        Assert.Equal(200, bench.Read("a", CounterBench.Limit((100_000, 1_000_000))).Used);
    }
}
