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
    private readonly string _name = Guid.NewGuid().ToString("N");
    private readonly Lock _gate = new();
    private readonly Dictionary<(CounterKey Key, string? Member), Debt> _owed = [];
    private ITimer? _timer;
    private long _lastNumber;
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
                if (!_owed.TryGetValue(name, out Debt? debt)) _owed.Add(name, debt = new Debt());
                debt.Charge = charge;
                debt.Amount = charge.Limit.IsDistinct ? 1 : debt.Amount + charge.Amount;
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
            Debt[] all;
            lock (_gate) all = [.. _owed.Values];
            int refused = 0;
            for (int i = 0; i < all.Length && refused < Patience; i++)
            {
                (CounterCharge charge, long number) = Begin(all[i]);
                charge = charge with { Amount = await StillCountingAsync(charge).ConfigureAwait(false) };
                bool isTold = charge.Amount == 0 || await TellAsync(charge, number).ConfigureAwait(false);
                refused = isTold ? 0 : refused + 1;
                if (isTold) End(all[i]);
            }
        }
        finally
        {
            Volatile.Write(ref _isTelling, 0);
        }
    }

    // A member that is told twice counts once, and the numbers are those of a counter: its members would be told out of their order.
    private async ValueTask<bool> TellAsync(CounterCharge charge, long number)
    {
        ValueTask<CounterReading> telling = charge.Limit.IsDistinct
            ? store.RecordAsync(charge, CancellationToken.None)
            : store.RecordOnceAsync(charge, _name, number, CancellationToken.None);
        return (await telling.ConfigureAwait(false)).State == LookupState.Found;
    }

    /// <summary>How much of it the longest window still holds.</summary>
    private async ValueTask<long> StillCountingAsync(CounterCharge charge)
    {
        if (charge.Limit.IsDistinct) return 1;
        CounterReading reading = await _counters.Value.ReadAsync(charge.Key, new CounterLimit([charge.Limit.Windows[^1]]), CancellationToken.None).ConfigureAwait(false);
        return Math.Min(charge.Amount, reading.Used);
    }

    /// <summary>What to tell: the same under the same number until the store has answered, for it may have been told already. What was charged meanwhile comes after that.</summary>
    private (CounterCharge Charge, long Number) Begin(Debt debt)
    {
        lock (_gate)
        {
            if (debt.Telling == 0) (debt.Telling, debt.Amount, debt.Number) = (debt.Amount, 0, ++_lastNumber);
            return (debt.Charge with { Amount = debt.Telling }, debt.Number);
        }
    }

    private void End(Debt debt)
    {
        lock (_gate)
        {
            debt.Telling = 0;
            if (debt.Amount > 0) return;
            _owed.Remove((debt.Charge.Key, debt.Charge.Member));
            if (_owed.Count > 0) return;
            _timer?.Dispose();
            _timer = null;
        }
    }

    /// <summary>What one counter, or one member of it, owes to the store. Guarded by the gate.</summary>
    private sealed class Debt
    {
        /// <summary>The counter and its limit.</summary>
        public CounterCharge Charge { get; set; }

        /// <summary>How much it is to be told of that it is not being told of.</summary>
        public long Amount { get; set; }

        /// <summary>How much it is being told of; 0 for nothing.</summary>
        public long Telling { get; set; }

        /// <summary>The number under which it is being told.</summary>
        public long Number { get; set; }
    }
}
