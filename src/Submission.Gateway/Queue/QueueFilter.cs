namespace Submission.Gateway.Queue;

/// <summary>Which deliveries are meant: those that meet all that is set. Immutable and thread-safe.</summary>
public sealed record QueueFilter
{
    /// <summary>All.</summary>
    public static QueueFilter All { get; } = new();

    /// <summary>The message.</summary>
    public TransactionId? Id { get; init; }

    /// <summary>The canonical domain of the recipients.</summary>
    public string? Destination { get; init; }

    /// <summary>The sender, in canonical form (<see cref="EmailAddress.Canonical"/>); empty for notices.</summary>
    public string? Sender { get; init; }

    /// <summary>The login of the account.</summary>
    public string? Account { get; init; }

    /// <summary>Where the delivery stands.</summary>
    public DeliveryState? State { get; init; }
}
