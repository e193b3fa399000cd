using Submission.Policy.Counters;

namespace Submission.Policy.Tests.Counters;

/// <summary>Many sessions at once, on threads of their own.</summary>
public sealed class ParallelCounterTests
{
    private static readonly CounterLimit Limit = CounterBench.Limit((60, 250), (3600, 1000), (86400, 20_000));

    [Fact]
    public void R3_TwentySessionsOfTwentyFiveAtOnce_ExactlyTheLimitIsAdmitted()
    {
        for (int round = 0; round < 300; round++)
        {
            CounterBench bench = new();
            int admitted = 0;
            InParallel(20, _ =>
            {
                for (int i = 0; i < 25; i++)
                {
                    if (bench.Use("a", Limit) == ReservationState.Reserved) Interlocked.Increment(ref admitted);
                }
            });

            Assert.Equal(250, admitted);
            Assert.Equal(250, bench.Read("a", Limit).Used);
        }
    }

    [Fact]
    public void R3_SomeRelease_TheOthersStillReachTheLimitExactly()
    {
        for (int round = 0; round < 100; round++)
        {
            CounterBench bench = new();
            int committed = 0;
            InParallel(20, thread =>
            {
                Random random = new((round * 100) + thread);
                CounterCharge[] charges = [new(CounterBench.Key("account"), Limit, 1), new(CounterBench.Key("address"), Limit, 1)];
                if (thread % 2 == 0) Array.Reverse(charges);
                while (Volatile.Read(ref committed) < 250)
                {
                    ReservationResult result = bench.Reserve(charges);
                    if (result.State != ReservationState.Reserved) continue;
                    if (random.Next(3) == 0) bench.Release(result.Reservation);
                    else if (bench.Commit(result.Reservation)) Interlocked.Increment(ref committed);
                }
            });

            Assert.Equal(250, committed);
            Assert.Equal((250L, 250L), (bench.Read("account", Limit).Used, bench.Read("address", Limit).Used));
            Assert.Equal(0, bench.Store.PendingReservations);
        }
    }

    [Fact]
    public void Reservations_OfManyKeysInAnyOrderThatAlsoExpire_CountExactlyWhatWasCommitted()
    {
        for (int round = 0; round < 30; round++)
        {
            CounterBench bench = new();
            CounterLimit wide = CounterBench.Limit((86400, 1_000_000), (864_000, 1_000_000));
            long[] committed = new long[40];
            InParallel(6, thread =>
            {
                Random random = new((round * 100) + thread);
                for (int i = 0; i < 1_000; i++)
                {
                    CounterReservation reservation = default;
                    List<int> held = [];
                    for (int call = random.Next(1, 4); call > 0; call--)
                    {
                        int[] keys = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(committed.Length))];
                        ReservationResult result = bench.Reserve(
                            reservation, TimeSpan.FromMilliseconds(20), [.. keys.Select(key => new CounterCharge(CounterBench.Key($"key-{key}"), wide, 1))]);
                        if (result.State != ReservationState.Reserved) break;
                        reservation = result.Reservation;
                        held.AddRange(keys);
                    }

                    bench.Time.Advance(TimeSpan.FromMilliseconds(random.Next(4)));
                    if (random.Next(4) == 0) bench.Release(reservation);
                    else if (random.Next(4) != 0 && bench.Commit(reservation)) held.ForEach(key => Interlocked.Increment(ref committed[key]));
                }
            });

            bench.Advance(1);
            Assert.Equal(0, bench.Store.PendingReservations);
            for (int key = 0; key < committed.Length; key++) Assert.Equal(committed[key], bench.Read($"key-{key}", wide).Used);
        }
    }

    [Fact]
    public void Record_FromManyThreads_EachSeesACountOfItsOwn()
    {
        CounterBench bench = new();
        CounterLimit limit = CounterBench.Limit((3600, 10));
        bool[] seen = new bool[2_001];
        InParallel(8, _ =>
        {
            for (int i = 0; i < 250; i++) seen[bench.Record("192.0.2.1", limit).Used] = true;
        });

        Assert.Equal(2_000, seen.Count(isSeen => isSeen));
    }

    private static void InParallel(int count, Action<int> action)
    {
        using Barrier start = new(count);
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, count).Select(index => new Thread(() =>
        {
            try
            {
                start.SignalAndWait();
                action(index);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Null(failure);
    }
}
