using System.Collections.Concurrent;
using Submission.Policy.Counters;
using Xunit;

namespace Submission.Tests.Counters;

/// <summary>Many sessions at once, on threads of their own.</summary>
public abstract class ParallelSuite : CounterSuite
{
    private static readonly CounterLimit Limit = CounterBench.Limit((60, 250), (3600, 1000), (86400, 20_000));

    /// <summary>Whether a commit in the very moment in which its reservation expires charges all or nothing. Otherwise it may charge some and say that it did not: never too little.</summary>
    protected virtual bool IsWhole => true;

    [Fact]
    public void R3_TwentySessionsOfTwentyFiveAtOnce_ExactlyTheLimitIsAdmitted()
    {
        CounterBench[] benches = Benches(Iterations(300));
        int[] admitted = new int[benches.Length];
        InParallel(20, benches.Length, (_, round) =>
        {
            for (int i = 0; i < 25; i++)
            {
                if (benches[round].Use("a", Limit) == ReservationState.Reserved) Interlocked.Increment(ref admitted[round]);
            }
        });

        Assert.All(admitted, count => Assert.Equal(250, count));
        Assert.All(benches, bench => Assert.Equal(250, bench.Read("a", Limit).Used));
    }

    [Fact]
    public void R3_SomeRelease_TheOthersStillReachTheLimitExactly()
    {
        CounterBench[] benches = Benches(Iterations(100));
        int[] committed = new int[benches.Length];
        InParallel(20, benches.Length, (thread, round) =>
        {
            Random random = new((round * 100) + thread);
            CounterCharge[] charges = [new(CounterBench.Key("account"), Limit, 1), new(CounterBench.Key("address"), Limit, 1)];
            if (thread % 2 == 0) Array.Reverse(charges);
            while (Volatile.Read(ref committed[round]) < 250)
            {
                ReservationResult result = benches[round].Reserve(charges);
                if (result.State != ReservationState.Reserved) Thread.Yield();
                else if (random.Next(3) == 0) benches[round].Release(result.Reservation);
                else if (benches[round].Commit(result.Reservation)) Interlocked.Increment(ref committed[round]);
            }
        });

        Assert.All(committed, count => Assert.Equal(250, count));
        Assert.All(benches, bench => Assert.Equal((250L, 250L, 0L), (bench.Read("account", Limit).Used, bench.Read("address", Limit).Used, bench.PendingReservations ?? 0)));
    }

    [Fact]
    public void Reservations_OfManyKeysInAnyOrderThatAlsoExpire_CountExactlyWhatWasCommitted()
    {
        CounterBench[] benches = Benches(Iterations(30));
        CounterLimit wide = CounterBench.Limit((86400, 1_000_000), (864_000, 1_000_000));
        long[][] committed = [.. benches.Select(_ => new long[40])];
        InParallel(6, benches.Length, (thread, round) =>
        {
            Random random = new((round * 100) + thread);
            for (int i = 0; i < Crowd(500); i++)
            {
                List<int> held = [];
                CounterReservation reservation = ReserveSome(benches[round], wide, random, held);
                benches[round].Time.Advance(TimeSpan.FromMilliseconds(random.Next(4)));
                if (random.Next(4) == 0) benches[round].Release(reservation);
                else if (random.Next(4) != 0 && benches[round].Commit(reservation)) held.ForEach(key => Interlocked.Increment(ref committed[round][key]));
            }
        });

        for (int round = 0; round < benches.Length; round++)
        {
            benches[round].Advance(1);
            CounterBench.AssertTold(0, benches[round].PendingReservations);
            long[] used = [.. committed[round].Select((_, key) => benches[round].Read($"key-{key}", wide).Used)];
            if (IsWhole) Assert.Equal(committed[round], used);
            else Assert.All(used, (count, key) => Assert.InRange(count, committed[round][key], committed[round][key] + 20));
        }
    }

    [Fact]
    public void Record_FromManyThreads_EachSeesACountOfItsOwn()
    {
        CounterBench bench = NewBench();
        CounterLimit limit = CounterBench.Limit((3600, 10));
        bool[] seen = new bool[2_001];
        InParallel(8, 1, (_, _) =>
        {
            for (int i = 0; i < 250; i++) seen[bench.Record("192.0.2.1", limit).Used] = true;
        });

        Assert.Equal(2_000, seen.Count(isSeen => isSeen));
    }

    private static CounterReservation ReserveSome(CounterBench bench, CounterLimit limit, Random random, List<int> held)
    {
        CounterReservation reservation = default;
        for (int call = random.Next(1, 4); call > 0; call--)
        {
            int[] keys = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(40))];
            ReservationResult result = bench.Reserve(
                reservation, TimeSpan.FromMilliseconds(20), [.. keys.Select(key => new CounterCharge(CounterBench.Key($"key-{key}"), limit, 1))]);
            if (result.State != ReservationState.Reserved) break;
            reservation = result.Reservation;
            held.AddRange(keys);
        }

        return reservation;
    }

    private CounterBench[] Benches(int count) => [.. Enumerable.Range(0, count).Select(_ => NewBench())];

    /// <summary>Runs the rounds one after another, each on all threads at once.</summary>
    private static void InParallel(int count, int rounds, Action<int, int> action)
    {
        using Barrier start = new(count);
        ConcurrentQueue<Exception> failures = [];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(index => new Thread(() =>
        {
            for (int round = 0; round < rounds; round++)
            {
                start.SignalAndWait();
                try
                {
                    action(index, round);
                }
                catch (Exception exception)
                {
                    failures.Enqueue(exception);
                }
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Empty(failures);
    }
}
