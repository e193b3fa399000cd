namespace Durability.Tests.PowerCut;

/// <summary>The changes to a file or a folder since it was last synced, in their order. Not thread-safe.</summary>
internal sealed class UnsyncedChanges<T>(Action<T> settle)
{
    private readonly List<T> _pending = [];
    private long _settled;

    public IReadOnlyList<T> Pending => _pending;

    /// <summary>How many there have been in all: what a sync that begins now covers.</summary>
    public long Mark => _settled + _pending.Count;

    public void Add(T change) => _pending.Add(change);

    /// <summary>A sync has ended that began at a mark.</summary>
    public void Settle(long mark)
    {
        // One that began later may have ended before it.
        int count = (int)Math.Max(0, mark - _settled);
        for (int i = 0; i < count; i++) settle(_pending[i]);
        _pending.RemoveRange(0, count);
        _settled += count;
    }
}
