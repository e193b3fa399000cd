namespace Submission.Gateway.Queue;

/// <summary>What is in the queue. Immutable and thread-safe.</summary>
public sealed record QueueStatistics
{
    /// <summary>How many messages.</summary>
    public required long Messages { get; init; }

    /// <summary>How many deliveries wait.</summary>
    public required long Waiting { get; init; }

    /// <summary>How many are under way.</summary>
    public required long UnderWay { get; init; }

    /// <summary>How many are held.</summary>
    public required long Held { get; init; }

    /// <summary>How many octets of room there are for the queue; <see langword="null"/> (the default) where it does not know.</summary>
    public long? FreeSpace { get; init; }

    /// <summary>The destinations with the most deliveries.</summary>
    public required IReadOnlyList<DestinationStatistics> Destinations { get; init; }
}

/// <summary>What waits for one destination. Immutable and thread-safe.</summary>
/// <param name="Destination">The canonical domain.</param>
/// <param name="Deliveries">How many deliveries, whatever their state.</param>
/// <param name="OldestAge">The age of the oldest message.</param>
/// <param name="NextIn">After how long the next one is due; <see langword="null"/> where none waits.</param>
public sealed record DestinationStatistics(string Destination, long Deliveries, TimeSpan OldestAge, TimeSpan? NextIn);
