using CsCheck;
using Submission.Policy.Counters;
using Xunit;

namespace Submission.Tests.Counters;

/// <summary>Members that are recorded at a time of their own, withdrawn and reset, as the shares of a batch need it.</summary>
public abstract class RecordedMemberSuite : CounterSuite
{
    private const long Second = TimeSpan.TicksPerSecond;

    private static readonly CounterLimit Limit = CounterBench.Distinct((1, 3), (5, 5));

    [Fact]
    public void AllCalls_InAnyOrder_AgreeWithTheModel() =>
        Gen.Select(
                Gen.Int[0, 11],
                Gen.Int[0, 3],
                Gen.Int[0, 9],
                Gen.Frequency((3, Gen.Long[0, 9_000_000]), (1, Gen.OneOf(0L, Second, Second + 1, 5 * Second, (5 * Second) + 1))),
                Gen.Frequency((3, Gen.Long[-Second, 6 * Second]), (2, Gen.OneOf(0L, Second, Second + 1, (5 * Second) - 1, 5 * Second, (5 * Second) + 1))))
            .Array[20, 300].Sample(Run, iter: Iterations(2_000));

    [Fact]
    public void Record_AtAnEarlierTime_LeavesWithThatTime()
    {
        CounterBench bench = NewBench();
        CounterLimit limit = CounterBench.Distinct((10, 2));
        bench.RecordAt("a", limit, "x", bench.Time.GetUtcNow().AddSeconds(-8));
        bench.Advance(2);
        Assert.Equal(1, bench.Read("a", limit).Used);
        bench.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(0, bench.Read("a", limit).Used);
    }

    [Fact]
    public void Record_OfAMemberThatCounts_KeepsTheFirstMoment()
    {
        CounterBench bench = NewBench();
        CounterLimit limit = CounterBench.Distinct((10, 2));
        DateTimeOffset first = bench.Time.GetUtcNow();
        bench.RecordAt("a", limit, "x", first);
        bench.Advance(9);
        bench.RecordAt("a", limit, "x", first.AddSeconds(5));
        bench.RecordAt("a", limit, "x", bench.Time.GetUtcNow());
        bench.Advance(1.1);
        Assert.Equal(0, bench.Read("a", limit).Used);
    }

    [Fact]
    public void Record_AfterTheMachinesClockWasSet_CountsFromTheSameMoment()
    {
        CounterBench bench = NewBench();
        CounterLimit limit = CounterBench.Distinct((10, 2));
        bench.Time.SetClock(TimeSpan.FromDays(30));
        bench.RecordAt("a", limit, "x", bench.Time.GetUtcNow().AddSeconds(-8));
        bench.Time.SetClock(TimeSpan.FromDays(-60));
        bench.Advance(2);
        Assert.Equal(1, bench.Read("a", limit).Used);
        bench.Advance(0.1);
        Assert.Equal(0, bench.Read("a", limit).Used);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Record_OfManyEarlierTimes_InEitherDirectionCostsNoWalk(int direction)
    {
        CounterBench bench = NewBench();
        CounterLimit limit = CounterBench.Distinct((3600, 10));
        bench.Advance(3600);
        DateTimeOffset start = bench.Time.GetUtcNow().AddSeconds(direction > 0 ? -3000 : -1);
        int members = Crowd(50_000);
        for (int i = 0; i < members; i++) bench.RecordAt("a", limit, $"member-{i}", start.AddMilliseconds(direction * i * 20));
        Assert.Equal(members, bench.Read("a", limit).Used);
        bench.Advance(3600);
        Assert.Equal(0, bench.Read("a", limit).Used);
    }

    [Fact]
    public void Reset_OfAmounts_KeepsWhatIsReserved()
    {
        CounterBench bench = NewBench();
        CounterLimit limit = CounterBench.Limit((60, 20));
        CounterReservation reserved = bench.Reserve(new CounterCharge(CounterBench.Key("a"), limit, 3)).Reservation;
        Assert.False(bench.Reset("a"));
        for (int i = 0; i < 17; i++)
        {
            bench.Use("a", limit);
            bench.Time.Advance(TimeSpan.FromTicks(1));
        }

        Assert.True(bench.Reset("a"));
        Assert.False(bench.Reset("a"));
        Assert.Equal(3, bench.Read("a", limit).Used);
        Assert.True(bench.Commit(reserved));
        Assert.Equal(3, bench.Read("a", limit).Used);
        Assert.Equal(17, bench.UseUntilRefused("a", limit));
    }

    [Fact]
    public void Reset_OfAKey_ForgetsAmountsAndMembers()
    {
        CounterBench bench = NewBench();
        bench.Use("a", CounterBench.Limit((60, 20)));
        bench.Use("a", CounterBench.Distinct((60, 20)), member: "x");
        bench.Use("b", CounterBench.Limit((60, 20)));
        Assert.True(bench.Reset("a"));
        Assert.Equal((0L, 0L, 1L), (
            bench.Read("a", CounterBench.Limit((60, 20))).Used, bench.Read("a", CounterBench.Distinct((60, 20))).Used, bench.Read("b", CounterBench.Limit((60, 20))).Used));
    }

    [Fact]
    public void Withdraw_OfNobody_MakesNoCounter()
    {
        CounterBench bench = NewBench();
        bench.Withdraw("a", "x");
        CounterBench.AssertTold(0, bench.KeyCount);
    }

    private void Run((int Kind, int Slot, int Member, long Pause, long Ago)[] steps)
    {
        CounterBench bench = NewBench();
        DateTimeOffset start = bench.Time.GetUtcNow();
        long now = 0;
        Dictionary<string, long> committed = [];
        Dictionary<int, (CounterReservation Token, string Member)> held = [];
        foreach ((int kind, int slot, int number, long pause, long ago) in steps)
        {
            string member = $"member-{number}";
            switch (kind)
            {
                case 0 or 1 or 2:
                    CounterReading after = bench.RecordAt("a", Limit, member, start.AddTicks(now - ago));
                    if (!IsIn(member, 5 * Second) && ago <= 5 * Second) committed[member] = Math.Min(now, now - ago);
                    Check(after);
                    break;
                case 3:
                    CounterReading recorded = bench.Record("a", Limit, member: member);
                    committed[member] = now;
                    Check(recorded);
                    break;
                case 4 or 5:
                    bench.Withdraw("a", member);
                    committed.Remove(member);
                    Check(bench.Read("a", Limit));
                    break;
                case 6 when number == 0:
                    Assert.Equal(committed.Keys.Any(name => IsIn(name, 5 * Second)), bench.Reset("a"));
                    committed.Clear();
                    Check(bench.Read("a", Limit));
                    break;
                case 7 when !held.ContainsKey(slot):
                    ReservationResult result = bench.Reserve(new CounterCharge(CounterBench.Key("a"), Limit, 1, member));
                    Assert.Equal(Limit.Windows.All(window => Count(window, member) <= window.AtMost), result.State == ReservationState.Reserved);
                    if (result.State == ReservationState.Reserved) held[slot] = (result.Reservation, member);
                    break;
                case 8 when held.Remove(slot, out (CounterReservation Token, string Member) committing):
                    Assert.True(bench.Commit(committing.Token));
                    committed[committing.Member] = now;
                    break;
                case 9 when held.Remove(slot, out (CounterReservation Token, string Member) released):
                    bench.Release(released.Token);
                    break;
                default:
                    bench.Time.Advance(TimeSpan.FromTicks(pause));
                    now += pause;
                    Check(bench.Read("a", Limit));
                    break;
            }
        }

        bool IsIn(string name, long length) => committed.TryGetValue(name, out long time) && now - time <= length;

        int Count(CounterWindow window, string? also) => committed.Keys.Where(name => IsIn(name, window.Length.Ticks))
            .Concat(held.Values.Select(static item => item.Member))
            .Concat(also is null ? [] : [also])
            .Distinct(StringComparer.Ordinal)
            .Count();

        void Check(CounterReading reading)
        {
            Assert.Equal(Limit.Windows.Min(window => window.AtMost - Count(window, null)), reading.Left);
            Assert.Equal(Count(reading.Window, null), reading.Used);
        }
    }
}
