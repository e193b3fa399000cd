using Submission.Gateway.Routing;

namespace Submission.Gateway.Delivery;

/// <summary>How many connections a lane bears: one more after each round of successes, half as many after a failure. Not thread-safe.</summary>
internal sealed class LaneConcurrency(DeliveryLane limits)
{
    // So many failures in a row, each of which might be that of one message or one host, are the lane's.
    private const int FailuresOfLane = 3;

    private DeliveryLane _limits = limits;
    private int _successes;
    private int _failures;

    /// <summary>How many connections may be open now; at least 1.</summary>
    public int Allowed { get; private set; } = Math.Clamp(limits.InitialConnections, 1, Math.Max(1, limits.MaximumConnections));

    /// <summary>Whether the lane has just rested, so that the next attempt shows whether it is back.</summary>
    public bool IsProbing { get; private set; }

    /// <summary>Whether there was a success since the last failure.</summary>
    public bool IsProven { get; private set; }

    /// <summary>Takes the limits as they are now.</summary>
    public void Use(DeliveryLane limits)
    {
        _limits = limits;
        Allowed = Math.Clamp(Allowed, 1, Math.Max(1, limits.MaximumConnections));
    }

    /// <summary>A message went through, or was refused in good order.</summary>
    public void Succeeded()
    {
        _failures = 0;
        IsProbing = false;
        IsProven = true;
        if (++_successes < Allowed || Allowed >= _limits.MaximumConnections) return;
        _successes = 0;
        Allowed++;
    }

    /// <summary>Something went wrong.</summary>
    /// <returns>Whether the lane is to rest.</returns>
    public bool Failed(LaneSignal signal)
    {
        bool isProven = IsProven;
        Allowed = Math.Max(1, Allowed / 2);
        _successes = 0;
        if (signal == LaneSignal.Slower) return false;
        IsProven = false;
        _failures++;
        return IsProbing || _failures >= FailuresOfLane || (signal == LaneSignal.Unreachable && !isProven);
    }

    /// <summary>The lane rests; afterwards it begins with one connection.</summary>
    public void Rest()
    {
        Allowed = 1;
        _successes = 0;
        _failures = 0;
        IsProbing = true;
        IsProven = false;
    }
}

/// <summary>What an attempt has shown of its lane; the greater, the worse.</summary>
internal enum LaneSignal
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It works.</summary>
    Good = 1,

    /// <summary>It wants less, perhaps of this sender or message only.</summary>
    Slower = 2,

    /// <summary>It turned a session away or broke it off.</summary>
    TurnedAway = 3,

    /// <summary>No session was possible at all.</summary>
    Unreachable = 4,
}
