namespace Submission.Policy.Counters;

/// <summary>
/// A member of a counter of different members: in the list of those committed, the longest ago first, or only pending. Guarded by the lock of its stripe.
/// </summary>
internal sealed class DistinctMember(string name)
{
    /// <summary>The member.</summary>
    public string Name { get; } = name;

    /// <summary>When it was last committed; <see langword="null"/> where that is never, or has left all windows.</summary>
    public long? LastTime { get; set; }

    /// <summary>How often it is reserved.</summary>
    public int Pending { get; set; }

    /// <summary>The member committed before it.</summary>
    public DistinctMember? Previous { get; set; }

    /// <summary>The member committed after it.</summary>
    public DistinctMember? Next { get; set; }

    /// <summary>Whether a window of this length holds it.</summary>
    public bool IsIn(long length, long now) => LastTime is { } time && now - time <= length;
}
