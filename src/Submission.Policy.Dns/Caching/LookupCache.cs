using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Submission.Policy.Lookups;

/// <summary>
/// Results by question, each for its lifetime, the least useful given up when full. A question asked by many at once is looked up once.
/// Thread-safe; a hit takes no lock and allocates nothing.
/// </summary>
internal sealed class LookupCache<TQuestion, TResult>(int capacity, TimeProvider time, Func<TQuestion, Task<Remembered<TResult>>> lookUp)
    where TQuestion : notnull
{
    private readonly ConcurrentDictionary<TQuestion, Slot> _slots = new();
    private readonly Queue<Slot> _order = new();
    private readonly Dictionary<TQuestion, Task<TResult>> _underWay = [];
    private readonly Lock _gate = new();

    public bool TryGet(TQuestion question, [MaybeNullWhen(false)] out TResult result)
    {
        if (_slots.TryGetValue(question, out Slot? slot) && slot.Answer is { } answer && time.GetTimestamp() < answer.Expires)
        {
            if (!slot.IsInUse) slot.IsInUse = true;
            result = answer.Result;
            return true;
        }

        result = default;
        return false;
    }

    /// <summary>Starts the look-up or joins the one under way. It goes on when a caller gives up: others may wait for it, and its result is
    /// kept.</summary>
    public Task<TResult> JoinAsync(TQuestion question)
    {
        lock (_gate)
        {
            if (TryGet(question, out TResult? result)) return Task.FromResult(result);
            if (_underWay.TryGetValue(question, out Task<TResult>? pending)) return pending;
            // Not run here: its end takes the gate, and none of its work belongs under it.
            pending = Task.Run(() => LookUpAsync(question));
            _underWay.Add(question, pending);
            return pending;
        }
    }

    private async Task<TResult> LookUpAsync(TQuestion question)
    {
        try
        {
            Remembered<TResult> remembered = await lookUp(question).ConfigureAwait(false);
            if (remembered.Lifetime > TimeSpan.Zero) Keep(question, remembered);
            return remembered.Result;
        }
        finally
        {
            lock (_gate) _underWay.Remove(question);
        }
    }

    private void Keep(TQuestion question, Remembered<TResult> remembered)
    {
        Answer answer = new(remembered.Result, time.GetTimestamp() + (long)(remembered.Lifetime.TotalSeconds * time.TimestampFrequency));
        lock (_gate)
        {
            if (_slots.TryGetValue(question, out Slot? known))
            {
                known.Answer = answer;
                return;
            }

            Slot slot = new(question) { Answer = answer };
            _slots[question] = slot;
            _order.Enqueue(slot);
            while (_order.Count > capacity) GiveUpOne();
        }
    }

    // Second chance: whatever was used since it was last looked at goes round once more.
    private void GiveUpOne()
    {
        Slot oldest = _order.Dequeue();
        while (oldest.IsInUse && oldest.Answer!.Expires > time.GetTimestamp())
        {
            oldest.IsInUse = false;
            _order.Enqueue(oldest);
            oldest = _order.Dequeue();
        }

        _slots.TryRemove(oldest.Question, out _);
    }

    private sealed record Answer(TResult Result, long Expires);

    private sealed class Slot(TQuestion question)
    {
        private volatile Answer? _answer;
        private volatile bool _isInUse;

        public TQuestion Question { get; } = question;

        public Answer? Answer { get => _answer; set => _answer = value; }

        public bool IsInUse { get => _isInUse; set => _isInUse = value; }
    }
}
