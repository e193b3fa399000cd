namespace Durability.Tests.PowerCut;

/// <summary>A folder of a simulated disk: its names as last synced, and what became of them since. Not thread-safe.</summary>
internal sealed class DiskFolder : DiskNode
{
    private readonly Dictionary<string, DiskNode> _synced = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DiskNode> _names = new(StringComparer.Ordinal);
    private readonly UnsyncedChanges<Change> _changes;

    public DiskFolder() => _changes = new UnsyncedChanges<Change>(change => change.ApplyTo(_synced));

    public override long Mark => _changes.Mark;

    public DiskNode? this[string name] => _names.GetValueOrDefault(name);

    public override void Settle(long mark) => _changes.Settle(mark);

    public void Add(string name, DiskNode node) => Make(new Change(null, name, node));

    public void Remove(string name) => Make(new Change(name, null, null));

    /// <summary>Gives something another name, at once: there is no moment with both names or with none.</summary>
    public void Rename(string from, string to) => Make(new Change(from, to, _names[from]));

    /// <summary>Its names after a power cut. A folder's journal keeps their order, so that what survives is what was done until some moment.</summary>
    public IEnumerable<KeyValuePair<string, DiskNode>> After(Survival survival, Random random)
    {
        int count = survival switch
        {
            Survival.Nothing => 0,
            Survival.Everything => _changes.Pending.Count,
            _ => random.Next(_changes.Pending.Count + 1),
        };
        Dictionary<string, DiskNode> names = new(_synced, StringComparer.Ordinal);
        foreach (Change change in _changes.Pending.Take(count)) change.ApplyTo(names);
        return names;
    }

    private void Make(Change change)
    {
        change.ApplyTo(_names);
        _changes.Add(change);
    }

    private readonly record struct Change(string? Removed, string? Added, DiskNode? Node)
    {
        public void ApplyTo(Dictionary<string, DiskNode> names)
        {
            if (Removed is not null) names.Remove(Removed);
            if (Added is not null) names[Added] = Node!;
        }
    }
}
