namespace Submission.Gateway.Queue;

/// <summary>What came of storing a message. Immutable and thread-safe.</summary>
/// <param name="Outcome">Whether it is stored.</param>
/// <param name="Claims">Its deliveries, one for each domain, where it was to be claimed; otherwise empty.</param>
public readonly record struct QueueAddition(QueueAdditionOutcome Outcome, IReadOnlyList<QueuedDelivery> Claims)
{
    /// <summary>It is stored and unclaimed.</summary>
    public static QueueAddition Stored { get; } = new(QueueAdditionOutcome.Stored, []);

    /// <summary>It is not stored.</summary>
    public static QueueAddition NotStored(QueueAdditionOutcome outcome) => new(outcome, []);
}

/// <summary>Whether a message is stored.</summary>
public enum QueueAdditionOutcome
{
    /// <summary>It would survive a power cut.</summary>
    Stored,

    /// <summary>There is no room (<c>452 4.3.1</c>); nothing is stored.</summary>
    Full,

    /// <summary>What keeps the queue has failed (<c>451 4.3.0</c>). Nothing is stored, or, where its word was lost on the way, perhaps all of it.</summary>
    Unavailable,
}
