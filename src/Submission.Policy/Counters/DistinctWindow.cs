namespace Submission.Policy.Counters;

/// <summary>How many members a sliding window holds, and how many more are pending. Not thread-safe.</summary>
internal struct DistinctWindow(long length)
{
    /// <summary>The length of the window in ticks.</summary>
    public long Length { get; } = length;

    /// <summary>The member in the window that was committed the longest ago.</summary>
    public DistinctMember? Oldest { get; set; }

    /// <summary>How many members the window holds.</summary>
    public long Committed { get; set; }

    /// <summary>How many members are pending that the window does not hold.</summary>
    public long PendingBesides { get; set; }

    /// <summary>Lets go of what has left. A member that is pending goes on to count.</summary>
    public void Advance(long now)
    {
        while (Oldest is { } member && !member.IsIn(Length, now))
        {
            if (member.Pending > 0) PendingBesides++;
            Committed--;
            Oldest = member.Next;
        }
    }

    /// <summary>Counts a member that has been put into the list at an earlier time.</summary>
    public void Insert(DistinctMember member, long now)
    {
        if (!member.IsIn(Length, now)) return;
        Committed++;
        if (member.Pending > 0) PendingBesides--;
        if (Oldest is null || ReferenceEquals(member.Next, Oldest)) Oldest = member;
    }

    /// <summary>Counts a member no longer that is about to leave the list. A member that is pending goes on to count.</summary>
    public void Remove(DistinctMember member, long now)
    {
        if (!member.IsIn(Length, now)) return;
        Committed--;
        if (member.Pending > 0) PendingBesides++;
        if (ReferenceEquals(Oldest, member)) Oldest = member.Next;
    }

    /// <summary>Counts a member that is about to be the last one committed.</summary>
    public void Enter(DistinctMember member, long now)
    {
        if (!member.IsIn(Length, now))
        {
            Committed++;
            if (member.Pending > 0) PendingBesides--;
            Oldest ??= member;
        }
        else if (ReferenceEquals(Oldest, member) && member.Next is { } next)
        {
            Oldest = next;
        }
    }
}
