using Google.Protobuf.WellKnownTypes;
using Submission.Policy.Delivery;

namespace Submission.Policy.Client.Mapping;

/// <summary>Writes facts for the service.</summary>
internal static class FactWriter
{
    public static Wire.Connect Connect(ClientFacts client) => new() { ClientAddress = client.AddressText };

    public static Wire.Authentication Authentication(AuthenticationFacts authentication) => new()
    {
        Outcome = Outcome(authentication.Outcome),
        Login = authentication.Login,
        Account = authentication.Account is { } account ? Account(account) : null,
    };

    public static Wire.Account Account(AccountFacts account)
    {
        var wire = new Wire.Account { Login = account.Login };
        wire.AliasDomains.AddRange(account.Aliases);
        wire.ExternalSenders.AddRange(account.ExternalSenders);
        wire.Countries.AddRange(account.Countries);
        return wire;
    }

    public static Wire.Mail Mail(EmailAddress reversePath, MailParameters parameters)
    {
        var wire = new Wire.Mail { ReversePath = reversePath.ToString() };
        if (parameters.DeclaredSize is not { } size) return wire;
        ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(parameters));
        wire.DeclaredSize = (ulong)size;
        return wire;
    }

    public static Wire.Rcpt Recipient(EmailAddress forwardPath) => new() { ForwardPath = forwardPath.ToString() };

    /// <summary>Writes the facts of a message but its octets.</summary>
    public static Wire.Message Message(MessageFacts message)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(message.Size, nameof(message));
        return new Wire.Message { Size = (ulong)message.Size, Structure = message.Structure is { } structure ? Structure(structure) : null };
    }

    public static Wire.DeliveryReport Report(DeliveryReport report)
    {
        var wire = new Wire.DeliveryReport
        {
            MessageId = report.MessageId,
            Event = report.Event switch
            {
                DeliveryEvent.Queued => Wire.DeliveryEvent.Queued,
                DeliveryEvent.Delivered => Wire.DeliveryEvent.Delivered,
                DeliveryEvent.Bounced => Wire.DeliveryEvent.Bounced,
                _ => throw new ArgumentOutOfRangeException(nameof(report), report.Event, "There is no such event."),
            },
            AcceptedAt = Timestamp.FromDateTimeOffset(report.AcceptedAt),
            Sender = report.Sender.ToString(),
            Account = report.Account is { } account ? Account(account) : null,
        };
        if (report.Recipient is { } recipient) wire.Recipient = recipient.ToString();
        if (report.Client is { } client) wire.ClientAddress = client.AddressText;
        return wire;
    }

    private static Wire.MessageStructure Structure(MessageStructure structure)
    {
        var wire = new Wire.MessageStructure
        {
            HasPartialMessage = structure.HasPartialMessage,
            HasEncryptedPart = structure.HasEncryptedPart,
            Parts = (uint)Math.Max(0, structure.Parts),
            Incomplete = structure.Incomplete ?? "",
        };
        foreach (AttachmentName attachment in structure.Attachments) wire.AttachmentNames.Add(attachment.Name);
        foreach (ReceivedHop hop in structure.Received) wire.Received.Add(new Wire.ReceivedHop { By = hop.By, With = hop.With });
        wire.From.AddRange(structure.From);
        return wire;
    }

    private static Wire.AuthenticationOutcome Outcome(AuthenticationOutcome outcome) => outcome switch
    {
        AuthenticationOutcome.Succeeded => Wire.AuthenticationOutcome.Succeeded,
        AuthenticationOutcome.WrongPassword => Wire.AuthenticationOutcome.WrongPassword,
        AuthenticationOutcome.UnknownUser => Wire.AuthenticationOutcome.UnknownUser,
        AuthenticationOutcome.Disabled => Wire.AuthenticationOutcome.Disabled,
        AuthenticationOutcome.Unavailable => Wire.AuthenticationOutcome.Unavailable,
        AuthenticationOutcome.EncryptionRequired => Wire.AuthenticationOutcome.EncryptionRequired,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "There is no such outcome."),
    };
}
