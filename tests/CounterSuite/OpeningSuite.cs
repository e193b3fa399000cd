using CsCheck;
using Submission.Policy.Counters;
using Xunit;

namespace Submission.Tests.Counters;

/// <summary>When a store says that there will be room again, there is, and there was none a moment earlier.</summary>
public abstract class OpeningSuite : CounterSuite
{
    [Fact]
    public void Reserve_AtTheTimeToldByARefusal_IsReservedAndNotBefore() =>
        Gen.Select(Gen.Long[0, 400_000].Array[4, 120], Gen.Long[1, 6]).Sample(
            (pauses, amount) =>
            {
                CounterBench bench = NewBench();
                CounterLimit limit = CounterBench.Limit((1, 12), (5, 30));
                foreach (long pause in pauses)
                {
                    bench.Time.Advance(TimeSpan.FromTicks(pause));
                    bench.Use("a", limit);
                }

                ReservationResult refused = bench.Reserve(new CounterCharge(CounterBench.Key("a"), limit, amount));
                while (refused.State == ReservationState.Reserved)
                {
                    bench.Commit(refused.Reservation);
                    refused = bench.Reserve(new CounterCharge(CounterBench.Key("a"), limit, amount));
                }

                TimeSpan wait = refused.OpensAt - bench.Time.GetUtcNow();
                Assert.True(wait > TimeSpan.Zero);
                bench.Time.Advance(wait - TimeSpan.FromTicks(1));
                Assert.Equal(ReservationState.Refused, bench.Use("a", limit, amount));
                bench.Time.Advance(TimeSpan.FromTicks(1));
                Assert.Equal(ReservationState.Reserved, bench.Use("a", limit, amount));
            },
            iter: Iterations(1_000));

    [Fact]
    public void Record_AboveTheLimit_TellsWhenItIsBackAtTheLimit() =>
        Gen.Long[0, 400_000].Array[11, 100].Sample(
            pauses =>
            {
                CounterBench bench = NewBench();
                CounterLimit limit = CounterBench.Limit((3600, 10));
                CounterReading reading = default;
                foreach (long pause in pauses)
                {
                    bench.Time.Advance(TimeSpan.FromTicks(pause));
                    reading = bench.Record("192.0.2.1", limit);
                }

                Assert.True(reading.IsExceeded);
                Assert.Equal(pauses.Length, reading.Used);
                bench.Time.Advance(reading.OpensAt - bench.Time.GetUtcNow() - TimeSpan.FromTicks(1));
                Assert.True(bench.Read("192.0.2.1", limit).IsExceeded);
                bench.Time.Advance(TimeSpan.FromTicks(1));
                Assert.False(bench.Read("192.0.2.1", limit).IsExceeded);
            },
            iter: Iterations(500));

    [Fact]
    public void Reserve_MoreThanTheLimitItself_NeverOpens()
    {
        CounterBench bench = NewBench();
        ReservationResult result = bench.Reserve(new CounterCharge(CounterBench.Key("a"), CounterBench.Limit((60, 5)), 6));
        Assert.Equal((ReservationState.Refused, 0L, DateTimeOffset.MaxValue), (result.State, result.Used, result.OpensAt));
    }

    [Fact]
    public void Reserve_WhereOnlyReservationsStandInTheWay_OpensNow()
    {
        CounterBench bench = NewBench();
        CounterLimit limit = CounterBench.Limit((60, 5));
        bench.Reserve(new CounterCharge(CounterBench.Key("a"), limit, 5));
        ReservationResult result = bench.Reserve(new CounterCharge(CounterBench.Key("a"), limit, 1));
        Assert.Equal((ReservationState.Refused, 5L, bench.Time.GetUtcNow()), (result.State, result.Used, result.OpensAt));
    }

    [Fact]
    public void Reserve_RefusedByTwoWindows_TellsTheOneThatOpensLast()
    {
        CounterBench bench = NewBench();
        CounterLimit limit = CounterBench.Limit((60, 5), (3600, 5));
        for (int i = 0; i < 5; i++) bench.Use("a", limit);
        ReservationResult result = bench.Reserve(new CounterCharge(CounterBench.Key("a"), limit, 1));
        Assert.Equal(TimeSpan.FromHours(1), result.Window.Length);
        Assert.InRange(result.OpensAt - bench.Time.GetUtcNow(), TimeSpan.FromHours(1), TimeSpan.FromHours(1) * 1.001);
    }
}
