namespace Submission.Policy.Lookups;

/// <summary>Whether a block list can be trusted, by its test entries (RFC 5782, section 5). Immutable and thread-safe.</summary>
/// <param name="State">What the test entries show.</param>
/// <param name="Reason">What was wrong, without the zone; <see langword="null"/> where healthy.</param>
public readonly record struct BlocklistHealth(BlocklistHealthState State, string? Reason)
{
    /// <summary>Whether the list may be used.</summary>
    public bool IsHealthy => State == BlocklistHealthState.Healthy;
}

/// <summary>What the test entries of a block list show.</summary>
public enum BlocklistHealthState
{
    /// <summary>It did not answer, or with an error, for example of a wrong key.</summary>
    Unavailable,

    /// <summary>It does not list 127.0.0.2: the zone is empty, dead or mistyped.</summary>
    ListsNothing,

    /// <summary>It lists 127.0.0.1: it lists whatever it is asked.</summary>
    ListsEverything,

    /// <summary>It lists 127.0.0.2 and not 127.0.0.1.</summary>
    Healthy,
}
