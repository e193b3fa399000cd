using Submission.Policy.Decisions;

namespace Submission.Hosting.Decisions;

/// <summary>
/// Keeps the newest decision records, by the id that the client has heard: those of all verdicts but plain acceptance, and those of accepted messages. One record a
/// transaction; the last one replaces those before. Bounded by the number of records and of what they hold. Thread-safe.
/// </summary>
/// <param name="capacity">How many records are kept.</param>
internal sealed class DecisionMemory(int capacity) : IDecisionSink
{
    /// <summary>How many observations a record may hold on average; a message to many recipients holds more, and then fewer records are kept.</summary>
    public const int ObservationsPerRecord = 40;

    private readonly Dictionary<TransactionId, DecisionRecord> _records = [];
    private readonly Queue<TransactionId> _order = new();
    private readonly long _maximumObservations = (long)capacity * ObservationsPerRecord;
    private readonly Lock _lock = new();
    private long _observations;

    /// <summary>How many records are kept now.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _records.Count;
        }
    }

    public bool Wants(Verdict verdict, PolicyStage stage) => capacity > 0 && (verdict.Kind != VerdictKind.Accept || stage == PolicyStage.Message);

    public void Record(DecisionRecord record)
    {
        lock (_lock)
        {
            if (_records.TryGetValue(record.Id, out DecisionRecord? before)) _observations -= before.Rules.Length;
            else _order.Enqueue(record.Id);
            _records[record.Id] = record;
            _observations += record.Rules.Length;
            // The newest is kept however large it is: somebody has just been told its id.
            while (_order.Count > 1 && (_order.Count > capacity || _observations > _maximumObservations)) DropOldest();
        }
    }

    /// <summary>The record of a transaction or a session; <see langword="null"/> where there is none, or none any more.</summary>
    public DecisionRecord? Find(TransactionId id)
    {
        lock (_lock) return _records.GetValueOrDefault(id);
    }

    private void DropOldest()
    {
        if (_records.Remove(_order.Dequeue(), out DecisionRecord? oldest)) _observations -= oldest.Rules.Length;
    }
}
