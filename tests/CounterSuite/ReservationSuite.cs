using Submission.Policy.Counters;
using Xunit;

namespace Submission.Tests.Counters;

public abstract class ReservationSuite : CounterSuite
{
    private static readonly CounterLimit Ten = CounterBench.Limit((60, 10));

    [Fact]
    public void Commit_Twice_ChargesOnce()
    {
        CounterBench bench = NewBench();
        CounterReservation reservation = bench.Reserve(Charge("a", 2)).Reservation;
        Assert.True(bench.Commit(reservation));
        Assert.False(bench.Commit(reservation));
        bench.Release(reservation);
        Assert.Equal(2, bench.Read("a", Ten).Used);
    }

    [Fact]
    public void Release_ByATokenOfThePast_LeavesThePresentUseAlone()
    {
        CounterBench bench = NewBench();
        CounterReservation past = bench.Reserve(Charge("a", 2)).Reservation;
        bench.Release(past);
        CounterReservation present = bench.Reserve(Charge("a", 3)).Reservation;
        bench.Release(past);
        Assert.False(bench.Commit(past));
        Assert.Equal(ReservationState.Expired, bench.Reserve(past, CounterBench.Lifetime, Charge("a", 1)).State);
        Assert.Equal(3, bench.Read("a", Ten).Used);
        Assert.True(bench.Commit(present));
    }

    [Fact]
    public void Reserve_InSeveralCalls_CommitsAllOfThem()
    {
        CounterBench bench = NewBench();
        CounterReservation reservation = default;
        for (int i = 0; i < 5; i++)
        {
            ReservationResult result = bench.Reserve(reservation, CounterBench.Lifetime, Charge("a", 1), Charge($"b{i}", 1), Charge("a", 1));
            Assert.Equal(ReservationState.Reserved, result.State);
            reservation = result.Reservation;
        }

        ReservationResult refused = bench.Reserve(reservation, CounterBench.Lifetime, Charge("c", 1), Charge("a", 1));
        Assert.Equal((ReservationState.Refused, 1, 10L, reservation), (refused.State, refused.RefusedCharge, refused.Used, refused.Reservation));
        Assert.True(bench.Commit(reservation));
        Assert.Equal((10L, 1L, 1L, 0L), (bench.Read("a", Ten).Used, bench.Read("b0", Ten).Used, bench.Read("b4", Ten).Used, bench.Read("c", Ten).Used));
    }

    // Where a store asks for one subject after the other, another may be asked before the first that has no room.
    [Fact]
    public void Reserve_SeveralHaveNoRoom_TellsTheFirstAndHoldsNothingMore()
    {
        CounterBench bench = NewBench();
        CounterReservation reservation = bench.Reserve(Charge("a", 8)).Reservation;
        Assert.Equal(0, Refused(Charge("a", 3), Charge("b", 11)));
        Assert.Equal(1, Refused(Charge("a", 1), Charge("b", 11), Charge("a", 9)));
        Assert.Equal(1, Refused(Charge("c", 1), Charge("b", 11), Charge("a", 9), Charge("c", 11)));
        Assert.Equal(2, Refused(Charge("c", 1), Charge("b", 1), Charge("c", 11), Charge("b", 11), Charge("a", 9)));
        Assert.Equal((8L, 0L, 0L), (bench.Read("a", Ten).Used, bench.Read("b", Ten).Used, bench.Read("c", Ten).Used));
        bench.Advance(CounterBench.Lifetime.TotalSeconds - 1);
        Assert.True(bench.Commit(reservation));

        int Refused(params CounterCharge[] charges)
        {
            ReservationResult result = bench.Reserve(reservation, CounterBench.Lifetime, charges);
            Assert.Equal((ReservationState.Refused, reservation), (result.State, result.Reservation));
            return result.RefusedCharge;
        }
    }

    [Fact]
    public void Reserve_WithoutCharges_RenewsTheLifetime()
    {
        CounterBench bench = NewBench();
        CounterReservation reservation = bench.Reserve(default, TimeSpan.FromSeconds(10), Charge("a", 10)).Reservation;
        for (int i = 0; i < 10; i++)
        {
            bench.Advance(9);
            Assert.Equal(ReservationState.Refused, bench.Use("a", Ten));
            Assert.Equal(ReservationState.Reserved, bench.Reserve(reservation, TimeSpan.FromSeconds(10)).State);
        }

        bench.Advance(10);
        Assert.Equal(ReservationState.Expired, bench.Reserve(reservation, TimeSpan.FromSeconds(10)).State);
        CounterBench.AssertTold(0, bench.PendingReservations);
        Assert.Equal(10, bench.UseUntilRefused("a", Ten));
    }

    [Fact]
    public void Reserve_NothingAtAll_HoldsNothing()
    {
        CounterBench bench = NewBench();
        ReservationResult result = bench.Reserve();
        Assert.Equal((ReservationState.Reserved, true), (result.State, result.Reservation.IsNone));
        Assert.True(bench.Commit(result.Reservation));
        CounterBench.AssertTold(0, bench.PendingReservations);
    }

    [Fact]
    public void Reserve_WhereExpiredReservationsOfOtherKeysStandInTheWay_GivesThemBack()
    {
        CounterBench bench = NewBench();
        for (int i = 0; i < 10; i++) bench.Reserve(default, TimeSpan.FromSeconds(30), Charge($"first-{i}", 1), Charge("shared", 1));
        CounterBench.AssertTold(10, bench.PendingReservations);
        bench.Advance(30);
        Assert.Equal(ReservationState.Reserved, bench.Use("shared", Ten, 10));
        CounterBench.AssertTold(0, bench.PendingReservations);
    }

    [Fact]
    public void AtOnce_CountsWhatIsReservedAndForgetsWhatIsEnded()
    {
        CounterBench bench = NewBench();
        CounterLimit limit = CounterBench.AtOnce(2);
        CounterCharge charge = new(CounterBench.Key("a"), limit, 1);
        CounterReservation first = bench.Reserve(charge).Reservation;
        CounterReservation second = bench.Reserve(charge).Reservation;
        ReservationResult refused = bench.Reserve(charge);
        Assert.Equal((ReservationState.Refused, default, 2L, bench.Time.GetUtcNow()), (refused.State, refused.Window, refused.Used, refused.OpensAt));
        Assert.Equal((2L, 0L), (bench.Read("a", limit).Used, bench.Read("a", limit).Left));
        Assert.True(bench.Commit(first));
        Assert.Equal(1, bench.Read("a", limit).Used);
        bench.Release(second);
        Assert.Equal(0, bench.Read("a", limit).Used);
    }

    [Fact]
    public void AtOnce_WithWindows_BothHold()
    {
        CounterBench bench = NewBench();
        CounterLimit limit = CounterBench.AtOnce(2, (60, 3));
        CounterCharge charge = new(CounterBench.Key("a"), limit, 1);
        CounterReservation first = bench.Reserve(charge, charge).Reservation;
        Assert.Equal(default, bench.Reserve(charge).Window);
        bench.Commit(first);
        CounterReservation second = bench.Reserve(charge).Reservation;
        ReservationResult refused = bench.Reserve(charge);
        Assert.Equal((TimeSpan.FromMinutes(1), 3L), (refused.Window.Length, refused.Used));
        bench.Release(second);
    }

    [Fact]
    public void ManyCharges_OfOneReservation_AllEnd()
    {
        CounterBench bench = NewBench();
        CounterReservation reservation = default;
        int all = Crowd(500);
        for (int i = 0; i < all; i++) reservation = bench.Reserve(reservation, CounterBench.Lifetime, Charge($"key-{i}", 1)).Reservation;
        Assert.True(bench.Commit(reservation));
        for (int i = 0; i < all; i++) Assert.Equal(1, bench.Read($"key-{i}", Ten).Used);
    }

    [Fact]
    public void Calls_ThatNoCallerMayMake_Throw()
    {
        CounterBench bench = NewBench();
        CounterReservation foreign = NewBench().Reserve(Charge("a", 1)).Reservation;
        Assert.Throws<ArgumentException>(() => bench.Commit(foreign));
        Assert.Throws<ArgumentException>(() => bench.Release(new CounterReservation("?", 1)));
        Assert.Throws<ArgumentException>(() => bench.Reserve(Charge("a", 0)));
        Assert.Throws<ArgumentException>(() => bench.Reserve([.. Enumerable.Repeat(Charge("a", 1), 65)]));
        Assert.Throws<ArgumentException>(() => bench.Record("a", CounterBench.Distinct((60, 1))));
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Reserve(default, TimeSpan.Zero, Charge("a", 1)));
        CounterBench.AssertTold(0, bench.KeyCount);
    }

    private static CounterCharge Charge(string subject, long amount) => new(CounterBench.Key(subject), Ten, amount);
}
