namespace Durability.Tests.PowerCut;

/// <summary>A file of a simulated disk: its octets as last synced, and what was written since. Not thread-safe.</summary>
internal sealed class DiskFile : DiskNode
{
    public const int Page = 4096;

    private readonly UnsyncedChanges<Change> _changes;
    private byte[] _synced = [];

    public DiskFile() => _changes = new UnsyncedChanges<Change>(change => _synced = change.ApplyTo(_synced));

    public override long Mark => _changes.Mark;

    public override void Settle(long mark) => _changes.Settle(mark);

    public void Write(long offset, byte[] octets)
    {
        if (octets.Length > 0) _changes.Add(new Change(offset, octets));
    }

    public void SetLength(long length) => _changes.Add(new Change(length, null));

    /// <summary>Its octets after a power cut.</summary>
    public byte[] After(Survival survival, Random random)
    {
        byte[] octets = [.. _synced];
        if (survival == Survival.Nothing) return octets;
        if (survival == Survival.Everything)
        {
            foreach (Change change in _changes.Pending) octets = change.ApplyTo(octets);
            return octets;
        }

        return After(octets, random);
    }

    // The length and each page go their own ways: each is as it was after some of the changes that touched it.
    private byte[] After(byte[] octets, Random random)
    {
        IReadOnlyList<Change> changes = _changes.Pending;
        long length = octets.Length;
        long longest = length;
        int lengths = random.Next(changes.Count + 1);
        for (int i = 0; i < changes.Count; i++)
        {
            longest = Math.Max(longest, changes[i].End);
            if (i < lengths) length = changes[i].LengthAfter(length);
        }

        Array.Resize(ref octets, (int)longest);
        for (long page = 0; page < longest; page += Page)
        {
            Change[] touching = [.. changes.Where(change => change.Offset < page + Page && (change.Octets is null || change.End > page))];
            foreach (Change change in touching.Take(random.Next(touching.Length + 1))) change.ApplyTo(octets, page, Math.Min(page + Page, longest));
        }

        Array.Resize(ref octets, (int)length);
        return octets;
    }

    /// <param name="Offset">Where octets are written, or the new length.</param>
    /// <param name="Octets">The octets; <see langword="null"/> where the length is set.</param>
    private readonly record struct Change(long Offset, byte[]? Octets)
    {
        public long End => Offset + (Octets?.Length ?? 0);

        public long LengthAfter(long length) => Octets is null ? Offset : Math.Max(length, End);

        public byte[] ApplyTo(byte[] octets)
        {
            Array.Resize(ref octets, (int)LengthAfter(octets.Length));
            Octets?.CopyTo(octets, Offset);
            return octets;
        }

        // Only what lies between two places; what is cut off reads as zeros where the file grows again.
        public void ApplyTo(byte[] octets, long start, long end)
        {
            long from = Math.Max(start, Offset);
            if (Octets is null) Array.Clear(octets, (int)from, (int)(end - from));
            else Octets.AsSpan((int)(from - Offset), (int)(Math.Min(end, End) - from)).CopyTo(octets.AsSpan((int)from));
        }
    }
}
