using CsCheck;
using Submission.Policy.Counters;
using Xunit;

namespace Submission.Tests.Counters;

public abstract class MemberSuite : CounterSuite
{
    private static readonly CounterLimit Limit = CounterBench.Distinct((1, 3), (5, 5));

    [Fact]
    public void AllCalls_InAnyOrder_AgreeWithTheModel() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 3], Gen.Int[0, 8], Gen.Frequency((2, Gen.Long[0, 9_000_000]), (1, Gen.OneOf(10_000_000L, 50_000_000L, 10_000_001L))))
            .Array[20, 300].Sample(Run, iter: Iterations(1_000));

    [Fact]
    public void Reserve_OfAMemberInTheWindow_UsesNothingMoreAndRefreshesIt()
    {
        CounterBench bench = NewBench();
        CounterLimit limit = CounterBench.Distinct((10, 2));
        Assert.Equal(ReservationState.Reserved, bench.Use("a", limit, member: "x"));
        bench.Advance(5);
        Assert.Equal(ReservationState.Reserved, bench.Use("a", limit, member: "y"));
        Assert.Equal(ReservationState.Reserved, bench.Use("a", limit, member: "x"));
        bench.Advance(6);
        ReservationResult refused = bench.Reserve(new CounterCharge(CounterBench.Key("a"), limit, 1, "z"));
        Assert.Equal((ReservationState.Refused, 2L), (refused.State, refused.Used));
        Assert.Equal(bench.Time.GetUtcNow().AddSeconds(4).AddTicks(1), refused.OpensAt);
        bench.Time.Advance(refused.OpensAt - bench.Time.GetUtcNow());
        Assert.Equal(ReservationState.Reserved, bench.Use("a", limit, member: "z"));
    }

    [Fact]
    public void Members_ThatHaveLeft_AreForgotten()
    {
        CounterBench bench = NewBench();
        CounterLimit limit = CounterBench.Distinct((10, 1_000_000));
        for (int i = 0; i < 1_000; i++) bench.Use("a", limit, member: $"member-{i}");
        Assert.Equal(1_000, bench.Read("a", limit).Used);
        bench.Advance(10.1);
        Assert.Equal(0, bench.Read("a", limit).Used);
        for (int i = 0; i < Crowd(20_000); i++) bench.Use($"other-{i % 2_000}", limit, member: "x");
        CounterBench.AssertTold(2_000, bench.KeyCount);
    }

    [Fact]
    public async Task Record_OfMembersWithoutEnd_StaysBoundedAndExceeded()
    {
        CounterBench bench = NewBench();
        CounterLimit limit = CounterBench.Distinct((3600, 10));
        int all = Crowd(70_000);
        for (int i = 0; i < all; i += 100) await Task.WhenAll(Enumerable.Range(i, 100).Select(n => bench.Store.RecordAsync(new CounterCharge(CounterBench.Key("a"), limit, 1, $"member-{n}"), CancellationToken.None).AsTask()));
        CounterReading reading = bench.Read("a", limit);
        Assert.True(reading.IsExceeded);
        Assert.Equal(Math.Min(all, 65_536), reading.Used);
    }

    [Fact]
    public void Limit_ThatChanges_KeepsTheMembers()
    {
        CounterBench bench = NewBench();
        for (int i = 0; i < 20; i++)
        {
            bench.Use("a", CounterBench.Distinct((60, 100)), member: $"member-{i}");
            bench.Advance(1);
        }

        Assert.Equal(20, bench.Read("a", CounterBench.Distinct((60, 5))).Used);
        Assert.Equal(20, bench.Read("a", CounterBench.Distinct((3600, 5))).Used);
        Assert.Equal(10, bench.Read("a", CounterBench.Distinct((10, 50))).Used);
        Assert.Equal(0, bench.Read("a", CounterBench.Limit((60, 5))).Used);
    }

    [Fact]
    public void AtOnce_CountsDifferentMembers()
    {
        CounterBench bench = NewBench();
        CounterLimit limit = new([], atOnce: 1, isDistinct: true);
        CounterReservation first = bench.Reserve(new CounterCharge(CounterBench.Key("a"), limit, 1, "x")).Reservation;
        CounterReservation again = bench.Reserve(new CounterCharge(CounterBench.Key("a"), limit, 1, "x")).Reservation;
        Assert.Equal(ReservationState.Refused, bench.Use("a", limit, member: "y"));
        bench.Release(first);
        Assert.Equal(ReservationState.Refused, bench.Use("a", limit, member: "y"));
        Assert.True(bench.Commit(again));
        Assert.Equal(ReservationState.Reserved, bench.Use("a", limit, member: "y"));
    }

    private void Run((int Kind, int Slot, int Member, long Pause)[] steps)
    {
        CounterBench bench = NewBench();
        long now = 0;
        Dictionary<string, List<long>> committed = [];
        Dictionary<int, (CounterReservation Token, List<string> Members, long Deadline)> held = [];
        foreach ((int kind, int slot, int number, long pause) in steps)
        {
            string member = $"member-{number}";
            bool isLive = held.TryGetValue(slot, out (CounterReservation Token, List<string> Members, long Deadline) entry) && entry.Deadline > now;
            switch (kind)
            {
                case 0 or 1 or 2:
                    if (!isLive) entry = (default, [], 0);
                    ReservationResult result = bench.Reserve(
                        entry.Token, TimeSpan.FromTicks(pause + 1), new CounterCharge(CounterBench.Key("a"), Limit, 1, member));
                    Assert.Equal(Limit.Windows.All(window => Union(window, member) <= window.AtMost), result.State == ReservationState.Reserved);
                    if (result.State == ReservationState.Reserved) held[slot] = (result.Reservation, [.. entry.Members, member], now + pause + 1);
                    break;
                case 3 or 4:
                    Assert.Equal(isLive || entry.Token.IsNone, bench.Commit(entry.Token));
                    foreach (string name in isLive ? entry.Members : []) TimesOf(name).Add(now);
                    held.Remove(slot);
                    break;
                case 5:
                    bench.Release(entry.Token);
                    held.Remove(slot);
                    break;
                case 6:
                    CounterReading reading = bench.Read("a", Limit);
                    Assert.Equal(Union(reading.Window, null), reading.Used);
                    break;
                default:
                    bench.Time.Advance(TimeSpan.FromTicks(pause));
                    now += pause;
                    break;
            }
        }

        foreach (CounterWindow window in Limit.Windows)
        {
            foreach (long start in committed.Values.SelectMany(times => times))
            {
                Assert.True(committed.Values.Count(times => times.Exists(time => time >= start && time - start <= window.Length.Ticks)) <= window.AtMost);
            }
        }

        List<long> TimesOf(string name) => committed.TryGetValue(name, out List<long>? times) ? times : committed[name] = [];

        int Union(CounterWindow window, string? also) => committed.Where(pair => pair.Value.Exists(time => now - time <= window.Length.Ticks))
            .Select(pair => pair.Key)
            .Concat(held.Values.Where(item => item.Deadline > now).SelectMany(item => item.Members))
            .Concat(also is null ? [] : [also])
            .Distinct(StringComparer.Ordinal)
            .Count();
    }
}
