using CsCheck;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;
using Xunit;

namespace Submission.Tests.Counters;

/// <summary>A store that keeps its counters over a restart: what it admits is what one that never stops admits.</summary>
public abstract class RestartSuite : IDisposable
{
    private static readonly CounterLimit[] Limits =
    [
        CounterBench.Limit((1, 20), (5, 60), (60, 300)),
        CounterBench.Limit((1, 30), (60, 200)),
        CounterBench.Limit((5, 60)),
        CounterBench.Limit((2, 25), (5, 55)),
    ];

    private readonly List<DurableBench> _benches = [];

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        foreach (DurableBench bench in _benches) bench.Dispose();
        Close();
    }

    /// <summary>Opens an empty store that begins a snapshot when its log has so many octets.</summary>
    protected abstract DurableBench Open(long minimumLog);

    protected abstract void Close();

    protected abstract int Iterations(int full);

    [Fact]
    public void Reopen_AtAnyMoment_NeverAdmitsMoreThanTheLimitNorForgetsRoom() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[0, Limits.Length - 1], Gen.Int[0, 12], Gen.Frequency((4, Gen.Long[0, 3_000_000]), (1, Gen.Long[0, 80_000_000])))
            .Array[10, 60].Sample(
                steps =>
                {
                    DurableBench bench = New(2_000);
                    CounterModel model = new();
                    foreach ((int kind, int subject, int variant, int uses, long pause) in steps)
                    {
                        string name = $"subject-{subject}";
                        for (int i = 0; i < uses; i++)
                        {
                            bool isIn = bench.Use(name, Limits[variant]) == ReservationState.Reserved;
                            if (isIn) Assert.True(model.Fits(name, Limits[variant], 1, 0, lateness: 0), "more than the limit");

                            // A length that the counter did not follow is as coarse as a thousandth of the longest: here sixty of the shortest.
                            else Assert.False(model.Fits(name, Limits[variant], 1, 0, lateness: 61), "refused where there was room");
                            if (isIn) model.Record(name, 1);
                        }

                        if (kind == 0) bench.Reserve(new CounterCharge(CounterBench.Key(name), Limits[variant], 1));
                        if (kind <= 1) bench.Reopen();
                        else if (kind == 2) Assert.True(bench.Sync());
                        else if (kind == 3 && uses == 0)
                        {
                            bench.Reset(name);
                            model.Forget(name);
                        }

                        bench.Time.Advance(TimeSpan.FromTicks(pause));
                        model.Now += pause;
                        if (kind == 0) bench.Reopen();
                    }
                },
                iter: Iterations(300));

    [Fact]
    public void Reopen_AtAnyMoment_KnowsTheMembers() =>
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 9], Gen.Frequency((3, Gen.Long[0, 9_000_000]), (1, Gen.Long[0, 60_000_000])), Gen.Long[-10_000_000, 60_000_000]).Array[10, 120].Sample(
            steps =>
            {
                CounterLimit limit = CounterBench.Distinct((1, 3), (5, 6));
                DurableBench bench = New(1_000);
                DurableBench lasting = New(long.MaxValue / 2);
                foreach ((int kind, int number, long pause, long ago) in steps)
                {
                    string member = $"member-{number}";
                    foreach (DurableBench one in new[] { bench, lasting })
                    {
                        if (kind < 3) one.RecordAt("a", limit, member, one.Time.GetUtcNow().AddTicks(-ago));
                        else if (kind < 6) one.Use("a", limit, member: member);
                        else if (kind < 8) one.Withdraw("a", member);
                        else if (kind == 8 && number == 0) one.Reset("a");
                        one.Time.Advance(TimeSpan.FromTicks(pause));
                    }

                    if (kind >= 10) bench.Reopen();
                    CounterReading expected = lasting.Read("a", limit);
                    CounterReading reading = bench.Read("a", limit);
                    Assert.Equal((expected.Window, expected.Used), (reading.Window, reading.Used));
                }
            },
            iter: Iterations(300));

    [Fact]
    public void Blocks_OverARestart_StandAsLongAsTheyWereTold()
    {
        DurableBench bench = New(500);
        CounterBlock kept = bench.Block("kept", TimeSpan.FromHours(2));
        bench.Block("lifted", TimeSpan.FromHours(2));
        Assert.True(bench.Lift("lifted"));
        for (int i = 0; i < 40; i++) bench.Block($"other-{i}", TimeSpan.FromHours(1));
        for (int i = 0; i < 4; i++)
        {
            bench.Reopen();
            bench.Advance(1700);
            Assert.Equal(kept, bench.FindBlock("kept").Value);
            Assert.True(bench.FindBlock("lifted").IsAbsent);
        }

        Assert.Equal(kept, Assert.Single(bench.Blocks()));
        bench.Advance(400);
        bench.Reopen();
        Assert.Empty(bench.Blocks());
    }

    [Fact]
    public void R6_AReservationOfAProcessThatDied_CostsNothing()
    {
        DurableBench bench = New(1 << 20);
        CounterLimit limit = CounterBench.Limit((86400, 10));
        Assert.Equal(4, Enumerable.Range(0, 4).Count(_ => bench.Use("a", limit) == ReservationState.Reserved));
        CounterReservation abandoned = bench.Reserve(new CounterCharge(CounterBench.Key("a"), limit, 6)).Reservation;
        bench.Reopen();
        Assert.Throws<ArgumentException>(() => bench.Commit(abandoned));
        Assert.Equal(6, bench.UseUntilRefused("a", limit));
    }

    [Fact]
    public void R16_NearlyAllOfADay_IsKnownAfterTheRestart()
    {
        DurableBench bench = New(1 << 16);
        CounterLimit limit = CounterBench.Limit((60, 1000), (86400, 20_000));
        for (int i = 0; i < 19_990; i++)
        {
            Assert.Equal(ReservationState.Reserved, bench.Use("a", limit));
            if (i % 1000 == 999) bench.Advance(60.07);
            if (i % 4000 == 3999) bench.Reopen();
        }

        bench.Reopen();
        Assert.Equal(10, bench.UseUntilRefused("a", limit));

        // Nor does any of it leave before its day is over.
        bench.Advance(85_000);
        Assert.Equal(0, bench.UseUntilRefused("a", limit));
        bench.Advance(300);
        Assert.Equal(1000, bench.UseUntilRefused("a", limit));
    }

    [Fact]
    public void R7_TheClockIsSetBackWhileNobodyCounts_OpensNothing()
    {
        DurableBench bench = New(1 << 20);
        CounterLimit limit = CounterBench.Limit((3600, 5));
        Assert.Equal(5, bench.UseUntilRefused("a", limit));
        // What is on disk by then tells of the clock as it was.
        Assert.True(bench.Sync());
        bench.Time.SetClock(TimeSpan.FromHours(-5));
        bench.Reopen();
        Assert.Equal(0, bench.UseUntilRefused("a", limit));
        bench.Advance(3604);
        Assert.Equal(5, bench.UseUntilRefused("a", limit));
    }

    [Fact]
    public void R16_TimePassesWhileNobodyCounts_IsTimeThatHasPassed()
    {
        DurableBench bench = New(1 << 20);
        CounterLimit limit = CounterBench.Limit((3600, 5));
        Assert.Equal(5, bench.UseUntilRefused("a", limit));
        Assert.True(bench.Sync());
        bench.Advance(1800);
        bench.Reopen();
        Assert.Equal(0, bench.UseUntilRefused("a", limit));
        bench.Advance(1804);
        Assert.Equal(5, bench.UseUntilRefused("a", limit));
    }

    private DurableBench New(long minimumLog)
    {
        DurableBench bench = Open(minimumLog);
        _benches.Add(bench);
        return bench;
    }
}
