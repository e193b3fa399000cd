using Submission.Hosting.Outlets;
using Submission.Hosting.Sessions;
using Submission.Hosting.Telemetry;
using Submission.Smtp.Client;
using Submission.Smtp.Protocol;
using Submission.Smtp.Server;

namespace Submission.Hosting.NextHop;

/// <summary>Lets the next hop answer for each recipient and for the message, and reports its answers.</summary>
internal sealed class NextHopOutletTransaction(OutgoingMail mail, NextHopTransaction nextHop, HandOverReports reports, TimeProvider time) : IMailOutletTransaction
{
    private SmtpPeerReply? _taken;

    // Nothing is kept here.
    public bool CanHold => false;

    public SmtpAnswer CheckSender() => SmtpAnswer.Standard;

    public async ValueTask<SmtpAnswer> RecipientAsync(RcptCommand recipient, CancellationToken cancellationToken)
    {
        SmtpPeerReply reply = await nextHop.RecipientAsync(recipient, cancellationToken).ConfigureAwait(false);
        if (reply.IsPositive && !NextHopTransaction.IsLost(reply)) return SmtpAnswer.Standard;
        if (!nextHop.HasRefusedSender) reports.Refused(mail.Session, mail.Policy, mail.Mail.ReversePath, recipient.ForwardPath, reply);
        return Refused(reply, recipient.ForwardPath);
    }

    public async ValueTask<SmtpAnswer> MessageAsync(AcceptedMessage message)
    {
        long start = time.GetTimestamp();
        SmtpPeerReply reply = await nextHop.MessageAsync(message.Prefix, message.Body, CancellationToken.None).ConfigureAwait(false);
        HostingMetrics.HandedOver(time.GetElapsedTime(start), reply);
        if (reply.IsPositive && !NextHopTransaction.IsLost(reply))
        {
            _taken = reply;
            return SmtpAnswer.Standard;
        }

        reports.Refused(mail.Session, mail.Policy, mail.Mail.ReversePath, recipient: null, reply);
        return Refused(reply, recipient: null);
    }

    public void Conclude(AcceptedMessage message)
    {
        SmtpPeerReply reply = _taken!;
        reports.Taken(mail.Session, mail.Policy, mail.Mail.ReversePath, reply);
        mail.Log.Accepted(mail.Id, mail.Mail.ReversePath, mail.Policy.Recipients.Count, message.Body.Length, reply);
    }

    public ValueTask DisposeAsync() => nextHop.DisposeAsync();

    private SmtpAnswer Refused(SmtpPeerReply reply, EmailAddress? recipient)
    {
        SmtpAnswer answer = SessionReplies.Refusal(reply, mail.Id);
        mail.Log.RefusedByNextHop(mail.Id, mail.Mail.ReversePath, recipient, reply, answer.Reply);
        return answer;
    }
}
