using System.Text;
using Submission.Hosting.Outlets;
using Submission.Smtp.Protocol;
using Submission.Smtp.Server;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>An outlet that keeps what it is given, and answers what a test says: there are answers that a real queue gives only on a machine that fails.</summary>
internal sealed class ScriptedOutlet : IMailOutlet
{
    public bool IsOpen { get; set; } = true;

    public SmtpReply? ToSender { get; set; }

    public SmtpReply? ToMessage { get; set; }

    public List<(TransactionId Id, MailCommand Mail, string[] Recipients, string Text, bool IsSpam, string? HoldReason)> Taken { get; } = [];

    public int Concluded { get; private set; }

    public IMailOutletTransaction Begin(OutgoingMail mail) => new Transaction(this, mail);

    private sealed class Transaction(ScriptedOutlet outlet, OutgoingMail mail) : IMailOutletTransaction
    {
        private readonly List<string> _recipients = [];

        public bool CanHold => true;

        public SmtpAnswer CheckSender() => outlet.ToSender ?? SmtpAnswer.Standard;

        public ValueTask<SmtpAnswer> RecipientAsync(RcptCommand recipient, CancellationToken cancellationToken)
        {
            _recipients.Add(recipient.ForwardPath.ToString());
            return new(SmtpAnswer.Standard);
        }

        public async ValueTask<SmtpAnswer> MessageAsync(AcceptedMessage message)
        {
            if (outlet.ToMessage is { } refusal) return refusal;
            using var reader = new StreamReader(message.Body.OpenRead(), Encoding.Latin1);
            outlet.Taken.Add((mail.Id, mail.Mail, [.. _recipients], Encoding.Latin1.GetString(message.Prefix.Span) + await reader.ReadToEndAsync(), message.IsSpam, message.HoldReason));
            return SmtpAnswer.Standard;
        }

        public void Conclude(AcceptedMessage message) => outlet.Concluded++;

        public ValueTask DisposeAsync() => default;
    }
}
