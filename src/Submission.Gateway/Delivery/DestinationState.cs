namespace Submission.Gateway.Delivery;

/// <summary>What the engine knows of a destination. Thread-safe.</summary>
internal sealed class DestinationState(string name)
{
    // So much is claimed of a destination whose lane is not known yet.
    private const int RoomUnknown = 20;

    private ActiveLane? _lane;
    private int _claimed;

    public string Name => name;

    /// <summary>The lane that its mail took last; <see langword="null"/> where it is not known.</summary>
    public ActiveLane? Lane
    {
        get => Volatile.Read(ref _lane);
        set => Volatile.Write(ref _lane, value);
    }

    /// <summary>Whether the queue holds more for it than could be claimed.</summary>
    public bool WantsClaims { get; set; }

    /// <summary>How many of its deliveries are in the engine's hands.</summary>
    public int Count => Volatile.Read(ref _claimed);

    /// <summary>Whether a message that was just accepted may be taken at once while its lane is not known.</summary>
    public bool TakesDirect() => Count < RoomUnknown;

    /// <summary>How many more may be claimed while its lane is not known.</summary>
    public int ClaimRoom()
    {
        // Said before it is counted: a claim that ends in between is counted, or sees it.
        WantsClaims = true;
        Interlocked.MemoryBarrier();
        int room = RoomUnknown - Count;
        WantsClaims = room <= 0;
        return Math.Max(0, room);
    }

    public void Claimed() => Interlocked.Increment(ref _claimed);

    /// <summary>A claim has ended.</summary>
    /// <returns>Whether the queue holds more, and there is room for it.</returns>
    public bool Unclaimed()
    {
        if (Interlocked.Decrement(ref _claimed) > RoomUnknown / 2 || !WantsClaims) return false;
        WantsClaims = false;
        return true;
    }
}
