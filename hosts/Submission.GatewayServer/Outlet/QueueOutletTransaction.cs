using Submission.Gateway;
using Submission.Gateway.Queue;
using Submission.Hosting.Outlets;
using Submission.Smtp.Protocol;
using Submission.Smtp.Server;

namespace Submission.GatewayServer.Outlet;

/// <summary>One message's way into the queue.</summary>
internal sealed class QueueOutletTransaction(OutgoingMail mail, MailGateway gateway) : IMailOutletTransaction
{
    private readonly List<RcptCommand> _recipients = [];

    public bool CanHold => true;

    public SmtpAnswer CheckSender()
    {
        if (!gateway.HasRoomFor(mail.Mail.Parameters.Size ?? 0)) return QueueReplies.Full(mail.Id);
        return gateway.Health.IsHealthy ? SmtpAnswer.Standard : QueueReplies.Unavailable(mail.Id);
    }

    public ValueTask<SmtpAnswer> RecipientAsync(RcptCommand recipient, CancellationToken cancellationToken)
    {
        _recipients.Add(recipient);
        return new(SmtpAnswer.Standard);
    }

    public async ValueTask<SmtpAnswer> MessageAsync(AcceptedMessage message)
    {
        var entry = new NewMessage
        {
            Id = mail.Id,
            Mail = mail.Mail,
            Recipients = _recipients,
            Body = message.Body,
            Prefix = message.Prefix,
            Account = mail.Session.Account?.Login,
            Client = mail.Session.Client.Address,
            IsSpam = message.IsSpam,
            HoldReason = message.HoldReason,
        };
        QueueAdditionOutcome outcome = await gateway.AcceptAsync(entry, CancellationToken.None).ConfigureAwait(false);
        if (outcome == QueueAdditionOutcome.Stored) return SmtpAnswer.Standard;
        SmtpReply reply = outcome == QueueAdditionOutcome.Full ? QueueReplies.Full(mail.Id) : QueueReplies.Unavailable(mail.Id);
        mail.Log.NotStored(mail.Id, mail.Mail.ReversePath, outcome.ToString(), reply);
        return reply;
    }

    public void Conclude(AcceptedMessage message) =>
        mail.Log.Queued(mail.Id, mail.Mail.ReversePath, _recipients.Count, message.Body.Length, message.HoldReason);

    public ValueTask DisposeAsync() => default;
}
