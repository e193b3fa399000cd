using Submission.Policy.Counters;

namespace Submission.Policy.Rules.Limit;

/// <summary>
/// The charges of one stage, gathered from its limits so that they are reserved together. Belongs to a session and is reused; not thread-safe.
/// </summary>
internal sealed class ChargeBatch
{
    private CounterCharge[] _charges = new CounterCharge[4];
    private int[] _rules = new int[4];
    private bool[] _oncePerTransaction = new bool[4];
    private List<CounterKey>? _held;
    private List<CounterCharge>? _open;

    public int Count { get; private set; }

    public ReadOnlyMemory<CounterCharge> Charges => _charges.AsMemory(0, Count);

    /// <summary>Charges that stay reserved until the session ends.</summary>
    public IReadOnlyList<CounterCharge> Open => _open ?? (IReadOnlyList<CounterCharge>)[];

    public int RuleOf(int charge) => _rules[charge];

    /// <summary>Whether the transaction has reserved this counter at an earlier stage or for an earlier recipient.</summary>
    public bool HoldsAlready(CounterKey key) => _held is not null && _held.Contains(key);

    public void Add(in CounterCharge charge, int rule, bool oncePerTransaction)
    {
        if (Count == _charges.Length)
        {
            Array.Resize(ref _charges, Count * 2);
            Array.Resize(ref _rules, Count * 2);
            Array.Resize(ref _oncePerTransaction, Count * 2);
        }

        _charges[Count] = charge;
        _rules[Count] = rule;
        _oncePerTransaction[Count] = oncePerTransaction;
        Count++;
    }

    public void AddOpen(in CounterCharge charge) => (_open ??= []).Add(charge);


    /// <summary>Ends the stage: what was charged once a transaction is remembered where that was reserved.</summary>
    public void Clear(bool reserved)
    {
        for (int i = 0; reserved && i < Count; i++)
        {
            if (_oncePerTransaction[i]) (_held ??= []).Add(_charges[i].Key);
        }

        Count = 0;
        _open?.Clear();
    }

    public void BeginTransaction()
    {
        Clear(reserved: false);
        _held?.Clear();
    }
}
