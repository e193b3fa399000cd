using Submission.Hosting.Accounts;
using Submission.Hosting.Feedback;
using Submission.Hosting.Sessions;
using Submission.Policy.Delivery;

namespace Submission.Milter.Sessions;

/// <summary>
/// Translates what a mail server tells of one client: facts to the policy, its verdicts to replies. It decides nothing itself. A reply that is <see langword="null"/> is to go on.
/// </summary>
internal sealed class MilterSession(PolicySession policy, MilterSessionServices services) : IAsyncDisposable
{
    private const string HeldByPolicy = "held by the policy";

    private readonly SessionLog _log = new(services.Logger, policy);
    private PolicyTransaction? _transaction;
    private MilterMail? _mail;
    private string? _login;

    // A mail server need not close when a milter wants it, so that everything after is answered the same.
    private SmtpReply? _closed;

    // MAIL needs a HELO that was not refused. Postfix says 250 to EHLO all the same, and keeps what was said there for MAIL.
    private SmtpReply? _helloRefused;

    /// <summary>Whether a message is under way.</summary>
    public bool IsInTransaction => _transaction is not null;

    /// <summary>How many recipients of the message have been accepted.</summary>
    public int Recipients => _transaction?.Recipients.Count ?? 0;

    public async ValueTask<SmtpReply?> ConnectAsync(CancellationToken cancellationToken)
    {
        Verdict verdict = await policy.ConnectAsync(cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Connect, verdict);
        return Reply(verdict);
    }

    public void TlsStarted()
    {
        policy.TlsStarted();
        _login = null;
    }

    public async ValueTask<SmtpReply?> HelloAsync(string name, CancellationToken cancellationToken)
    {
        if (_closed is not null) return _closed;
        Verdict verdict = await policy.HeloAsync(name, cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Helo, verdict);
        return _helloRefused = Reply(verdict);
    }

    public async ValueTask<SmtpReply?> MailAsync(MilterMail mail, CancellationToken cancellationToken)
    {
        if ((_closed ?? _helloRefused) is { } before) return before;
        if (!string.Equals(mail.Login, _login, StringComparison.Ordinal))
        {
            // Who was let in as somebody does not send on as nobody, and as that somebody neither.
            if (mail.Login is null) return MilterReplies.Failed;
            if (await AuthenticateAsync(mail.Login, cancellationToken).ConfigureAwait(false) is { } refusal) return refusal;
        }

        _transaction = policy.BeginTransaction();
        Verdict verdict = await _transaction.MailAsync(mail.Sender, Parameters(mail), cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Mail, verdict, _transaction.Id, mail.Sender);
        if (verdict.IsAccepted) _mail = mail;
        else await ResetAsync().ConfigureAwait(false);
        return Reply(verdict);
    }

    public async ValueTask<SmtpReply?> RecipientAsync(EmailAddress recipient, CancellationToken cancellationToken)
    {
        if (_closed is not null) return _closed;
        Verdict verdict = await _transaction!.RecipientAsync(recipient, cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Rcpt, verdict, _transaction.Id, _mail!.Sender, recipient);
        return Reply(verdict);
    }

    /// <summary>Judges a message, and charges it where it is accepted. What cannot be charged is deferred.</summary>
    /// <param name="message">The message.</param>
    /// <param name="queueId">Its id in the mail server's queue; <see langword="null"/> where that is not known.</param>
    /// <param name="canHold">Whether the mail server can keep it for an operator.</param>
    /// <param name="cancellationToken">Ends the wait for the verdict.</param>
    public async ValueTask<MessageAnswer> MessageAsync(MessageFacts message, string? queueId, bool canHold, CancellationToken cancellationToken)
    {
        if (_closed is not null) return _closed;
        PolicyTransaction transaction = _transaction!;
        Verdict verdict = await transaction.MessageAsync(message, cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Message, verdict, transaction.Id, _mail!.Sender);
        if (!verdict.IsAccepted) return Reply(verdict)!;
        bool isHeld = verdict.Kind == VerdictKind.Hold;
        if (isHeld && !canHold)
        {
            _log.CannotHold(transaction.Id);
            return SessionReplies.CannotHold(transaction.Id);
        }

        if (!await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false))
        {
            // Unlike a host that has handed it on, the mail server can still be told to keep it.
            MilterLog.NotCharged(services.Logger, transaction.Id);
            return SessionReplies.NotCharged(transaction.Id);
        }

        Report(transaction, queueId);
        MilterLog.Accepted(
            services.Logger, transaction.Id, policy.Client.AddressText, policy.Account?.Login ?? "-", _mail.Sender, transaction.Recipients.Count, message.Size, queueId ?? "-");
        return new MessageAnswer
        {
            Id = transaction.Id,
            Quarantine = isHeld ? verdict.Reason ?? HeldByPolicy : null,
            Spam = transaction.Spam is { IsFound: true, Value: { IsSpam: true } spam } ? spam : null,
        };
    }

    /// <summary>Ends the message that is under way; what is not charged yet is given back.</summary>
    public ValueTask ResetAsync()
    {
        _mail = null;
        if (_transaction is not { } transaction) return default;
        _transaction = null;
        return transaction.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await ResetAsync().ConfigureAwait(false);
        await policy.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<SmtpReply?> AuthenticateAsync(string login, CancellationToken cancellationToken)
    {
        AuthenticationResult found = await services.Accounts.FindAsync(login, cancellationToken).ConfigureAwait(false);
        Verdict verdict = found.Account is { } account
            ? await policy.AuthenticateAsync(account, cancellationToken).ConfigureAwait(false)
            : await policy.AuthenticateAsync(login, found.Outcome, cancellationToken).ConfigureAwait(false);
        // That somebody has logged in the mail server has written down already.
        if (found.Account is null || !verdict.IsAccepted) _log.Authentication(found.Outcome, login, verdict);
        if (!verdict.IsAccepted) return Reply(verdict);
        if (found.Account is null) return SessionReplies.Unauthenticated(found.Outcome, policy.Id);
        _login = login;
        return null;
    }

    private void Report(PolicyTransaction transaction, string? queueId)
    {
        var report = new DeliveryReport
        {
            MessageId = transaction.Id.ToString(),
            Event = DeliveryEvent.Delivered,
            AcceptedAt = services.Time.GetUtcNow(),
            Sender = _mail!.Sender,
            Client = policy.Client,
            Account = policy.Account,
        };
        services.Reports.Post(report);
        if (queueId is not null) services.Queue?.Remember(queueId, report);
    }

    private SmtpReply? Reply(Verdict verdict)
    {
        if (verdict.Kind == VerdictKind.Close) _closed = verdict.Reply;
        return verdict.Reply;
    }

    private static MailParameters? Parameters(MilterMail mail) => mail.DeclaredSize is { } size ? new MailParameters { DeclaredSize = size } : null;
}
