using Submission.Policy.Counters;

namespace Submission.Policy.Rules.Limit;

/// <summary>
/// The charges of one stage, gathered from its limits so that they are reserved together. Belongs to a session and is reused; not thread-safe.
/// </summary>
internal sealed class ChargeBatch
{
    private const int FirstCapacity = 2;
    private CounterCharge[] _charges = [];
    private (int Rule, bool OncePerTransaction)[] _origins = [];
    private List<(CounterKey Key, long Amount)>? _held;
    private List<CounterCharge>? _open;

    public int Count { get; private set; }

    public ReadOnlyMemory<CounterCharge> Charges => _charges.AsMemory(0, Count);

    /// <summary>Charges that stay reserved until the session ends.</summary>
    public IReadOnlyList<CounterCharge> Open => _open ?? (IReadOnlyList<CounterCharge>)[];

    public int RuleOf(int charge) => _origins[charge].Rule;

    /// <summary>What the transaction has reserved of this counter at earlier stages or for earlier recipients, for a limit that charges the message as a whole.</summary>
    public long HeldOf(CounterKey key)
    {
        long amount = 0;
        if (_held is null) return amount;
        foreach ((CounterKey held, long heldAmount) in _held)
        {
            if (held == key) amount += heldAmount;
        }

        return amount;
    }

    /// <summary>What has been gathered of this counter at this stage.</summary>
    public long CollectedOf(CounterKey key)
    {
        long amount = 0;
        for (int i = 0; i < Count; i++)
        {
            if (_charges[i].Key == key) amount += _charges[i].Amount;
        }

        return amount;
    }

    /// <summary>How much is remembered so far; see <see cref="ForgetSince"/>.</summary>
    public int HeldCount => _held?.Count ?? 0;

    public void Add(in CounterCharge charge, int rule, bool oncePerTransaction)
    {
        if (Count == _charges.Length)
        {
            int capacity = Math.Max(FirstCapacity, Count * 2);
            Array.Resize(ref _charges, capacity);
            Array.Resize(ref _origins, capacity);
        }

        _charges[Count] = charge;
        _origins[Count] = (rule, oncePerTransaction);
        Count++;
    }

    public void AddOpen(in CounterCharge charge) => (_open ??= []).Add(charge);

    /// <summary>Ends the stage: what was charged once a transaction is remembered where that was reserved.</summary>
    public void Clear(bool reserved)
    {
        for (int i = 0; reserved && i < Count; i++)
        {
            if (_origins[i].OncePerTransaction) (_held ??= new(Count)).Add((_charges[i].Key, _charges[i].Amount));
        }

        Count = 0;
        _open?.Clear();
    }

    /// <summary>Remembers one charge that was reserved, where it is charged once a transaction.</summary>
    public void Hold(int charge)
    {
        if (_origins[charge].OncePerTransaction) (_held ??= []).Add((_charges[charge].Key, _charges[charge].Amount));
    }

    /// <summary>Forgets what was remembered since, because it has been given back.</summary>
    public void ForgetSince(int heldCount) => _held?.RemoveRange(heldCount, _held.Count - heldCount);

    public void BeginTransaction()
    {
        Clear(reserved: false);
        _held?.Clear();
    }
}
