using Submission.Policy.Counters;

namespace Submission.Tests.Counters;

/// <summary>A durable store in virtual time, which can be closed and opened again.</summary>
public sealed class DurableBench : CounterBench
{
    private readonly Func<ICounterJournal> _open;
    private readonly long _minimumLog;
    private readonly TimeSpan _interval;

    public DurableBench(Func<ICounterJournal> open, long minimumLog = 8 << 20, VirtualTime? time = null, TimeSpan? interval = null)
        : base(time ?? new VirtualTime(), null!)
    {
        (_open, _minimumLog, _interval) = (open, minimumLog, interval ?? TimeSpan.FromMilliseconds(250));
        Store = OpenStore();
    }

    public DurableCounterStore Durable => (DurableCounterStore)Store;

    public override long? KeyCount => Durable.KeyCount;

    public override long? PendingReservations => Durable.PendingReservations;

    public bool Sync() => Durable.SyncAsync().GetAwaiter().GetResult();

    /// <summary>Ends the process, and starts the next one on what the journal has.</summary>
    public void Reopen()
    {
        Durable.Dispose();
        Store = OpenStore();
    }

    private DurableCounterStore OpenStore() => DurableCounterStore.Open(_open(), Time, null, _interval, _minimumLog);
}
