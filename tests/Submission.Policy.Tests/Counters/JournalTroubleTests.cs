using System.Diagnostics;
using Submission.Policy.Counters;

namespace Submission.Policy.Tests.Counters;

/// <summary>A disk that fails, is damaged or hangs while the counters are in use: what was counted is there after the next start, and nobody waits for good.</summary>
public sealed class JournalTroubleTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly CounterLimit Day = CounterBench.Limit((86400, 10));

    private readonly JournalDisk _disk = new();
    private DurableBench? _bench;

    public void Dispose()
    {
        _disk.Failure = null;
        _disk.Gate?.Release(1000);
        _bench?.Dispose();
    }

    [Fact]
    public void R16_AWindowThatBecomesLonger_KeepsItsHistoryOverARestart()
    {
        DurableBench bench = Open();
        Assert.Equal(5, bench.UseUntilRefused("quiet", CounterBench.Limit((3600, 5))));
        for (int i = 0; i < 20; i++)
        {
            bench.Use("busy", CounterBench.Limit((3600, 100)));
            bench.Advance(0.01);
        }

        bench.Use("gone", CounterBench.Limit((3600, 5)));
        BeginAnew(bench);
        bench.Advance(1800);
        bench.Use("quiet", Day);
        bench.Use("busy", CounterBench.Limit((86400, 100)));
        bench.Advance(3600);
        bench.Reopen();
        Assert.Equal(6, bench.Read("quiet", Day).Used);
        Assert.Equal(21, bench.Read("busy", CounterBench.Limit((86400, 100))).Used);
        Assert.Equal(2, bench.KeyCount);
    }

    [Fact]
    public void Anew_WhereTheNewJournalDoesNotOpenAtOnce_LosesNothing()
    {
        DurableBench bench = Open();
        for (int i = 0; i < 5; i++) bench.Use("a", Day);
        CounterBlock block = bench.Block("b", TimeSpan.FromHours(2));
        _disk.AnewFailure = new CounterJournalException("no room for a new one");
        BeginAnew(bench);
        bench.Reopen();
        Assert.Null(bench.Durable.Loss);
        Assert.Equal(5, bench.Read("a", Day).Used);
        Assert.Equal(block, bench.FindBlock("b").Value);
    }

    [Fact]
    public async Task Record_ThatCannotBeMade_IsMadeUpForByASnapshot()
    {
        BrokenClock clock = new();
        using (DurableCounterStore store = DurableCounterStore.Open(_disk.Open(), clock))
        {
            Charge(store, 3);
            Assert.True(await store.SyncAsync());
            clock.IsBroken = true;
            Charge(store, 4);
            Await(() => !clock.IsBroken && store.Trouble is null);
        }

        using DurableCounterStore next = DurableCounterStore.Open(_disk.Open(), clock);
        Assert.Null(next.Loss);
        Assert.Equal(7, CounterBench.Answer(next.ReadAsync(CounterBench.Key("a"), Day, CancellationToken.None)).Used);
    }

    [Fact]
    public async Task Sync_WhileOnlyASnapshotWouldTellIt_WaitsForItsEnd()
    {
        DurableBench bench = Open(TimeSpan.FromSeconds(20));
        _disk.Gate = new SemaphoreSlim(0);
        bench.Use("a", Day);
        Task<bool> first = bench.Durable.SyncAsync();
        Await(() => _disk.Begun == 1);

        // More than the log keeps of a part while the disk hangs.
        string name = new('m', 60_000);
        for (int i = 0; i < 20; i++) bench.Record("a", CounterBench.Distinct((86400, 100)), member: name + i);
        Task<bool> second = bench.Durable.SyncAsync();
        _disk.Gate.Release();
        Await(() => first.IsCompleted && _disk.Begun == 2);
        _disk.Gate.Release();
        Await(() => _disk.Begun == 3);
        Assert.False(second.IsCompleted);
        _disk.Gate.Release(1000);
        Assert.True(await first);
        Assert.True(await second);
    }

    [Fact]
    public async Task Limit_ReachedWhileTheDiskHangs_IsAnsweredWithoutIt()
    {
        DurableBench bench = Open(TimeSpan.FromMilliseconds(10));
        _disk.Gate = new SemaphoreSlim(0);
        CounterReading reading = await bench.Store.RecordAsync(new CounterCharge(CounterBench.Key("a"), Day, 10), TestContext.Current.CancellationToken)
            .AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(0, reading.Left);
        Assert.NotNull(bench.Durable.Trouble);
        Assert.False(bench.Sync());
        _disk.Gate.Release(1000);
        Await(bench.Sync);
        Assert.Null(bench.Durable.Trouble);
    }

    private static void Charge(DurableCounterStore store, long amount) =>
        CounterBench.Answer(store.RecordAsync(new CounterCharge(CounterBench.Key("a"), Day, amount), CancellationToken.None));

    private static void Await(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "it did not come to that");
            Thread.Sleep(1);
        }
    }

    private DurableBench Open(TimeSpan? interval = null) => _bench = new DurableBench(_disk.Open, interval: interval);

    /// <summary>Damages the journal in use, and waits until a snapshot in a new one tells everything.</summary>
    private void BeginAnew(DurableBench bench)
    {
        _disk.Failure = new CounterJournalException("damaged", isDamaged: true);
        bench.Use("z", CounterBench.Limit((1, 1)));
        Await(() => _disk.AnewCount > 0 && bench.Sync());
    }

    /// <summary>A clock that fails once the thread that writes asks it.</summary>
    private sealed class BrokenClock : TimeProvider
    {
        private volatile bool _isBroken;

        public bool IsBroken
        {
            get => _isBroken;
            set => _isBroken = value;
        }

        public override DateTimeOffset GetUtcNow()
        {
            if (!_isBroken || !string.Equals(Thread.CurrentThread.Name, "counter journal", StringComparison.Ordinal)) return base.GetUtcNow();
            _isBroken = false;
            throw new InvalidOperationException("the clock has failed");
        }
    }
}
