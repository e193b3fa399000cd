namespace Submission.Policy.Delivery;

/// <summary>What has become of a message, for one recipient or for all. Immutable and thread-safe.</summary>
public sealed record DeliveryReport
{
    /// <summary>The message; the same text in all reports of one message: the transaction's id, or the id in another server's queue.</summary>
    public required string MessageId { get; init; }

    /// <summary>What has happened.</summary>
    public required DeliveryEvent Event { get; init; }

    /// <summary>When the message was accepted; the windows of the shares count from here.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>The reverse-path.</summary>
    public required EmailAddress Sender { get; init; }

    /// <summary>The recipient; <see langword="null"/> (the default) where the report is of all recipients.</summary>
    public EmailAddress? Recipient { get; init; }

    /// <summary>The client that sent it; <see langword="null"/> (the default) where the reporter does not know, so that shares by client are not touched.</summary>
    public ClientFacts? Client { get; init; }

    /// <summary>The account that sent it; <see langword="null"/> (the default) where the reporter does not know, so that shares by account are not touched.</summary>
    public AccountFacts? Account { get; init; }
}
