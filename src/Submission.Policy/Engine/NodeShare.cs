using System.Runtime.CompilerServices;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;

namespace Submission.Policy.Engine;

/// <summary>
/// This node's part of the limits, for rules with <c>on-error: share</c> while the store that all nodes share does not answer: counted in memory, and told to the store once it answers again. Thread-safe.
/// </summary>
internal sealed class NodeShare(ICounterStore store, int nodes, TimeProvider clock)
{
    /// <summary>How soon the store is told, and how often it is tried until then.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    /// <summary>After so many counters in a row that the store does not take, the others are not tried.</summary>
    private const int Patience = 16;

    private readonly ConditionalWeakTable<CounterLimit, CounterLimit> _parts = [];
    private readonly Lazy<InMemoryCounterStore> _counters = new(() => new InMemoryCounterStore(clock));
    private readonly Lock _gate = new();
    private readonly Dictionary<(CounterKey Key, string? Member), CounterCharge> _owed = [];
    private ITimer? _timer;
    private int _isTelling;

    /// <summary>How many counters hold something that the store has not been told of.</summary>
    public int Owed
    {
        get
        {
            lock (_gate) return _owed.Count;
        }
    }

    /// <summary>A charge against this node's part of its limit. What does not divide evenly is nobody's, so that all parts together never exceed the limit.</summary>
    public CounterCharge PartOf(in CounterCharge charge) => charge with { Limit = _parts.GetValue(charge.Limit, Divide) };

    /// <summary>Something to reserve parts in.</summary>
    /// <param name="lifetime">How long a reservation lives that nobody ends.</param>
    /// <param name="isTrial">Whether nothing is ever charged.</param>
    public ReservationSet Open(TimeSpan lifetime, bool isTrial) => new(_counters.Value, lifetime) { Share = this, IsTrial = isTrial };

    /// <summary>Takes note of what was charged here, for the store to be told.</summary>
    public void Owe(IReadOnlyList<CounterCharge> charges)
    {
        lock (_gate)
        {
            foreach (CounterCharge charge in charges)
            {
                if (charge.Limit.Windows.IsEmpty) continue;
                (CounterKey, string?) name = (charge.Key, charge.Member);
                bool isKnown = _owed.TryGetValue(name, out CounterCharge owed);
                _owed[name] = charge with { Amount = charge.Amount + (isKnown && !charge.Limit.IsDistinct ? owed.Amount : 0) };
            }

            if (_owed.Count > 0) _timer ??= clock.CreateTimer(static state => _ = ((NodeShare)state!).TellAsync(), this, Period, Period);
        }
    }

    private CounterLimit Divide(CounterLimit limit) =>
        new([.. limit.Windows.Select(window => window with { AtMost = window.AtMost / nodes })], limit.AtOnce / nodes, limit.IsDistinct);

    /// <summary>Tells the store, whatever its limits: it has happened. What it does not take is told later.</summary>
    private async Task TellAsync()
    {
        if (Interlocked.Exchange(ref _isTelling, 1) == 1) return;
        try
        {
            CounterCharge[] all;
            lock (_gate) all = [.. _owed.Values];
            int refused = 0;
            for (int i = 0; i < all.Length && refused < Patience; i++)
            {
                CounterCharge charge = all[i] with { Amount = await StillCountingAsync(all[i]).ConfigureAwait(false) };
                bool isTold = charge.Amount == 0 || (await store.RecordAsync(charge, CancellationToken.None).ConfigureAwait(false)).State == LookupState.Found;
                refused = isTold ? 0 : refused + 1;
                if (isTold) Forget(all[i]);
            }
        }
        finally
        {
            Volatile.Write(ref _isTelling, 0);
        }
    }

    /// <summary>How much of it the longest window still holds.</summary>
    private async ValueTask<long> StillCountingAsync(CounterCharge charge)
    {
        if (charge.Limit.IsDistinct) return 1;
        CounterReading reading = await _counters.Value.ReadAsync(charge.Key, new CounterLimit([charge.Limit.Windows[^1]]), CancellationToken.None).ConfigureAwait(false);
        return Math.Min(charge.Amount, reading.Used);
    }

    private void Forget(in CounterCharge told)
    {
        lock (_gate)
        {
            (CounterKey, string?) name = (told.Key, told.Member);
            if (!_owed.Remove(name, out CounterCharge owed)) return;
            if (owed.Amount > told.Amount) _owed[name] = owed with { Amount = owed.Amount - told.Amount };
            if (_owed.Count > 0) return;
            _timer?.Dispose();
            _timer = null;
        }
    }
}
