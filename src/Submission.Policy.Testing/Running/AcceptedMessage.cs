using System.Collections.Immutable;
using Submission.Policy.Delivery;

namespace Submission.Policy.Testing.Running;

/// <summary>A message that was accepted, as far as its delivery needs to know it.</summary>
internal sealed record AcceptedMessage(
    TransactionId Id, DateTimeOffset AcceptedAt, EmailAddress Sender, ClientFacts Client, AccountFacts? Account, ImmutableArray<EmailAddress> Recipients)
{
    public DeliveryReport Report(DeliveryEvent happened, EmailAddress? recipient) => new()
    {
        MessageId = Id.ToString(),
        Event = happened,
        AcceptedAt = AcceptedAt,
        Sender = Sender,
        Recipient = recipient,
        Client = Client,
        Account = Account,
    };
}
