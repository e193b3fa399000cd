using System.Collections.Immutable;

namespace Submission.Gateway.Queue;

/// <summary>The recipients of one message in one domain, as they were when they were read. Immutable and thread-safe.</summary>
public sealed record QueuedDelivery
{
    /// <summary>The key in the queue.</summary>
    public required long Number { get; init; }

    /// <summary>The message.</summary>
    public required QueuedMessage Message { get; init; }

    /// <summary>The canonical domain of the recipients (<see cref="EmailAddress.DomainText"/>).</summary>
    public required string Destination { get; init; }

    /// <summary>The recipients that are not yet done with, or for which a notice is owed, by their place in the message.</summary>
    public required ImmutableArray<QueuedRecipient> Recipients { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>How many attempts have ended, and how many were begun by nodes that died.</summary>
    public int Attempts { get; init; }

    /// <summary>The age of the message, by the queue's clock.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>When the next attempt is due, by the queue's clock; of no meaning while it is under way or held.</summary>
    public DateTimeOffset NextAttemptAt { get; init; }

    /// <summary>When an operator asked last for it to be tried at once, by the queue's clock; <see langword="null"/> where none has since its last attempt.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>Why it is held; <see langword="null"/> where it is not.</summary>
    public string? HoldReason { get; init; }

    /// <summary>When the hold ends by itself; <see langword="null"/> where it does not, or is not held.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>What tells this claim from every other of the same delivery; 0 where it was read without a claim.</summary>
    public long Token { get; init; }
}

/// <summary>Where a delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>It waits for its next attempt.</summary>
    Waiting = 0,

    /// <summary>It is being tried.</summary>
    UnderWay = 1,

    /// <summary>It is held back.</summary>
    Held = 2,

    /// <summary>All its recipients are done with; a notice is owed.</summary>
    Finished = 3,
}
