using CsCheck;
using Submission.Policy.Counters;
using Xunit;

namespace Submission.Tests.Counters;

/// <summary>The cases that rate limits of other systems have got wrong, by their number in our list of such cases.</summary>
public abstract class RateLimitCaseSuite : CounterSuite
{
    private static readonly CounterLimit PerMinute = CounterBench.Limit((60, 250));

    [Fact]
    public void R1_The251stWithinAMinute_IsRefusedUntilTheFirstIsAMinuteOld()
    {
        CounterBench bench = NewBench();
        for (int i = 0; i < 250; i++)
        {
            Assert.Equal(ReservationState.Reserved, bench.Use("a", PerMinute));
            bench.Advance(0.2);
        }

        Assert.Equal(ReservationState.Refused, bench.Use("a", PerMinute));
        bench.Advance(9.999);
        Assert.Equal(ReservationState.Refused, bench.Use("a", PerMinute));
        bench.Advance(0.001);
        Assert.Equal(ReservationState.Refused, bench.Use("a", PerMinute));
        bench.Advance(0.06);
        Assert.Equal(1, bench.UseUntilRefused("a", PerMinute));
    }

    [Fact]
    public void R2_TheEdgeOfAClockMinute_MeansNothing()
    {
        CounterBench bench = NewBench();
        bench.Advance(30);
        Assert.Equal(ReservationState.Reserved, bench.Use("a", PerMinute, 125));
        bench.Advance(29);
        Assert.Equal(ReservationState.Reserved, bench.Use("a", PerMinute, 125));
        bench.Advance(2);
        Assert.Equal(ReservationState.Refused, bench.Use("a", PerMinute));
        bench.Advance(29.061);
        Assert.Equal(125, bench.UseUntilRefused("a", PerMinute));
    }

    [Fact]
    public void R4_ARefusalByOneWindow_ChargesNoOther()
    {
        CounterLimit limit = CounterBench.Limit((60, 250), (3600, 1000), (86400, 20_000));
        CounterBench bench = NewBench();
        Assert.Equal(250, bench.UseUntilRefused("a", limit));
        for (int i = 0; i < Crowd(5_000); i++) Assert.Equal(ReservationState.Refused, bench.Use("a", limit));
        for (int minute = 0; minute < 3; minute++)
        {
            bench.Advance(60.07);
            Assert.Equal(250, bench.UseUntilRefused("a", limit));
        }

        bench.Advance(60.07);
        ReservationResult byHour = bench.Reserve(new CounterCharge(CounterBench.Key("a"), limit, 1));
        Assert.Equal((TimeSpan.FromHours(1), 1000L), (byHour.Window.Length, byHour.Used));
    }

    [Fact]
    public void R4_AllWindowsTogether_AllowWhatTheFullestAllows() =>
        Gen.Shuffle(new[] { (60.0, 250L), (3600.0, 1000L), (86400.0, 20_000L) }).Sample(
            windows =>
            {
                CounterLimit limit = CounterBench.Limit(windows);
                CounterBench bench = NewBench();
                int total = 0;
                for (int hour = 0; hour < 23; hour++)
                {
                    for (int minute = 0; minute < 4; minute++)
                    {
                        total += bench.UseUntilRefused("a", limit, AtATime);
                        bench.Advance(61);
                    }

                    bench.Advance(3604 - (4 * 61));
                }

                Assert.Equal(20_000, total);
            },
            iter: Iterations(6));

    [Fact]
    public void R5_AccountAndAddress_AreBothChargedOrNeither()
    {
        CounterBench bench = NewBench();
        CounterKey address = new("rate/client.ip", "192.0.2.1");
        for (int i = 0; i < 250; i++)
        {
            ReservationResult result = bench.Reserve(
                new CounterCharge(CounterBench.Key(i % 2 == 0 ? "one" : "two"), PerMinute, 1), new CounterCharge(address, PerMinute, 1));
            Assert.True(bench.Commit(result.Reservation));
        }

        ReservationResult refused = bench.Reserve(new CounterCharge(CounterBench.Key("one"), PerMinute, 1), new CounterCharge(address, PerMinute, 1));
        Assert.Equal((ReservationState.Refused, 1), (refused.State, refused.RefusedCharge));
        Assert.Equal(125, bench.Read("one", PerMinute).Used);

        CounterKey elsewhere = new("rate/client.ip", "192.0.2.2");
        for (int i = 0; i < 125; i++)
        {
            ReservationResult result = bench.Reserve(new CounterCharge(CounterBench.Key("one"), PerMinute, 1), new CounterCharge(elsewhere, PerMinute, 1));
            Assert.True(bench.Commit(result.Reservation));
        }

        refused = bench.Reserve(new CounterCharge(elsewhere, PerMinute, 1), new CounterCharge(CounterBench.Key("one"), PerMinute, 1));
        Assert.Equal((ReservationState.Refused, 1), (refused.State, refused.RefusedCharge));
        Assert.Equal(125, CounterBench.Answer(bench.Store.ReadAsync(elsewhere, PerMinute, CancellationToken.None)).Used);
    }

    [Fact]
    public void R6_WhatIsReleasedOrExpiresOrIsRefused_IsNotCharged()
    {
        CounterBench bench = NewBench();
        CounterCharge charge = new(CounterBench.Key("a"), PerMinute, 250);
        bench.Release(bench.Reserve(charge).Reservation);
        CounterReservation abandoned = bench.Reserve(default, TimeSpan.FromMinutes(10), charge).Reservation;
        Assert.Equal(ReservationState.Refused, bench.Use("a", PerMinute));
        bench.Advance(600);
        Assert.Equal(0, bench.Read("a", PerMinute).Used);
        Assert.Equal(250, bench.UseUntilRefused("a", PerMinute));
        Assert.False(bench.Commit(abandoned));
        Assert.Equal(250, bench.Read("a", PerMinute).Used);
    }

    [Fact]
    public void R7_TheMachinesClockIsSet_NoWindowOpensOrCloses()
    {
        CounterBench bench = NewBench();
        Assert.Equal(250, bench.UseUntilRefused("a", PerMinute));
        foreach (int minutes in new[] { 5, -10, 600, -1200 })
        {
            bench.Time.SetClock(TimeSpan.FromMinutes(minutes));
            Assert.Equal(ReservationState.Refused, bench.Use("a", PerMinute));
        }

        ReservationResult refused = bench.Reserve(new CounterCharge(CounterBench.Key("a"), PerMinute, 1));
        Assert.InRange(refused.OpensAt - bench.Time.GetUtcNow(), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1) * 1.001);
        bench.Advance(60.06);
        Assert.Equal(250, bench.UseUntilRefused("a", PerMinute));
    }

    [Fact]
    public void R7_TimeItselfStepsBack_StandsStill()
    {
        CounterBench bench = NewBench();
        bench.Advance(3600);
        Assert.Equal(ReservationState.Reserved, bench.Use("a", PerMinute, 200));
        bench.Advance(-1800);
        Assert.Equal(50, bench.UseUntilRefused("a", PerMinute));
        bench.Advance(1859);
        Assert.Equal(ReservationState.Refused, bench.Use("a", PerMinute));
        bench.Advance(1.06);
        Assert.Equal(250, bench.UseUntilRefused("a", PerMinute));
    }

    [Fact]
    public void R8_EventsInTheSameTick_AllCount()
    {
        CounterBench bench = NewBench();
        for (int i = 1; i <= 1_000; i++) Assert.Equal(i, bench.Record("a", PerMinute).Used);
    }

    [Fact]
    public void R17_AWindowWithoutTraffic_GivesTheFullQuotaBack() =>
        Gen.Select(Gen.Long[0, 5_000_000].Array[1, 200], Gen.Int[0, 300]).Sample(
            (pauses, recorded) =>
            {
                CounterBench bench = NewBench();
                CounterLimit limit = CounterBench.Limit((10, 50), (60, 250));
                foreach (long pause in pauses)
                {
                    bench.Time.Advance(TimeSpan.FromTicks(pause));
                    bench.Use("a", limit);
                }

                for (int i = 0; i < recorded; i++) bench.Record("a", limit);
                bench.Advance(60.06);
                Assert.Equal(50, bench.UseUntilRefused("a", limit));
            },
            iter: Iterations(200));

    [Fact]
    public void R18_KeysThatLookAlike_AreCountedApart()
    {
        CounterBench bench = NewBench();
        CounterKey[] keys = [new("a", "b:c"), new("a:b", "c"), new("a", "b"), new("b", "a"), new("c", "b"), new("a", "B:C"), new("a", string.Empty)];
        foreach (CounterKey key in keys)
        {
            ReservationResult result = bench.Reserve(new CounterCharge(key, CounterBench.Limit((60, 1)), 1));
            Assert.True(bench.Commit(result.Reservation));
        }

        CounterBench.AssertTold(keys.Length, bench.KeyCount);
    }
}
