using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Accounts;
using Submission.Hosting.Outlets;
using Submission.Hosting.Telemetry;
using Submission.Policy.Lookups;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Server;

namespace Submission.Hosting.Sessions;

/// <summary>Translates one SMTP session: facts to the policy, its verdicts to replies, accepted mail to the outlet. It decides nothing itself.</summary>
internal sealed class PolicySmtpSession(PolicySession policy, SessionServices services) : ISmtpSession
{
    private readonly SessionLog _log = new(services.Logger, policy);
    private string _heloName = "";
    private bool _isExtended;
    private bool _isTls;
    private PolicyTransaction? _transaction;
    private IMailOutletTransaction? _outlet;
    private MailCommand? _mail;
    private Activity? _activity;

    public async ValueTask<SmtpAnswer> ConnectAsync(CancellationToken cancellationToken)
    {
        if (!services.Outlet.IsOpen) return NotServed();
        Verdict verdict = await policy.ConnectAsync(cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Connect, verdict);
        return SessionReplies.Answer(verdict);
    }

    public async ValueTask<SmtpAnswer> HelloAsync(string name, bool extended, CancellationToken cancellationToken)
    {
        Verdict verdict = await policy.HeloAsync(name, cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Helo, verdict);
        if (verdict.IsAccepted) (_heloName, _isExtended) = (name, extended);
        return SessionReplies.Answer(verdict);
    }

    public void TlsStarted(SmtpTlsInfo tls)
    {
        policy.TlsStarted();
        (_heloName, _isExtended, _isTls) = ("", false, true);
    }

    public async ValueTask<SmtpAnswer> CleartextAuthenticationAsync(CancellationToken cancellationToken)
    {
        Verdict verdict = await policy.AuthenticateAsync("", AuthenticationOutcome.EncryptionRequired, cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Auth, verdict);
        return SessionReplies.Answer(verdict);
    }

    public async ValueTask<SmtpAnswer> AuthenticateAsync(SmtpCredentials credentials, CancellationToken cancellationToken)
    {
        (AuthenticationOutcome outcome, AccountFacts? account) =
            await services.Authenticator.AuthenticateAsync(credentials.Login, credentials.Password, cancellationToken).ConfigureAwait(false);
        HostingMetrics.Authenticated(outcome);
        Verdict verdict = account is not null
            ? await policy.AuthenticateAsync(account, cancellationToken).ConfigureAwait(false)
            : await JudgeFailureAsync(credentials, outcome, cancellationToken).ConfigureAwait(false);
        _log.Authentication(outcome, credentials.Login, verdict);
        if (outcome == AuthenticationOutcome.WrongPassword && EmailAddress.TryParse(credentials.Login, out EmailAddress? login))
            services.Alarm.Failed(login.Canonical, policy.Client.AddressText);
        return account is null && verdict.Reply is null ? SessionReplies.Unauthenticated(outcome, policy.Id) : SessionReplies.Answer(verdict);
    }

    public async ValueTask<SmtpAnswer> MailAsync(MailCommand command, CancellationToken cancellationToken)
    {
        await EndTransactionAsync().ConfigureAwait(false);
        _transaction = policy.BeginTransaction();
        _activity = HostingMetrics.Activities.StartActivity("smtp transaction", ActivityKind.Server);
        _activity?.SetTag("submission.id", _transaction.Id.ToString());
        Verdict verdict = await _transaction.MailAsync(
            command.ReversePath, new MailParameters { DeclaredSize = command.Parameters.Size }, cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Mail, verdict, _transaction.Id, command.ReversePath);
        SmtpAnswer answer = verdict.IsAccepted ? BeginOutgoing(_transaction, command) : SessionReplies.Answer(verdict);
        if (!answer.IsPositive) await EndTransactionAsync().ConfigureAwait(false);
        return answer;
    }

    public async ValueTask<SmtpAnswer> RecipientAsync(RcptCommand command, CancellationToken cancellationToken)
    {
        PolicyTransaction transaction = _transaction!;
        Verdict verdict = await transaction.RecipientAsync(command.ForwardPath, cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Rcpt, verdict, transaction.Id, _mail!.ReversePath, command.ForwardPath);
        if (!verdict.IsAccepted) return SessionReplies.Answer(verdict);

        SmtpAnswer answer = await _outlet!.RecipientAsync(command, cancellationToken).ConfigureAwait(false);
        if (answer.IsPositive) return answer;
        transaction.WithdrawRecipient();
        _activity?.SetStatus(ActivityStatusCode.Error);
        return answer;
    }

    public ValueTask<SmtpAnswer> DataStartingAsync(CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

    public async ValueTask<SmtpAnswer> MessageAsync(MessageBody body, CancellationToken cancellationToken)
    {
        PolicyTransaction transaction = _transaction!;
        try
        {
            Verdict verdict = await transaction.MessageAsync(new MessageFacts { Size = body.Length, Content = body }, cancellationToken).ConfigureAwait(false);
            _log.Verdict(PolicyStage.Message, verdict, transaction.Id, _mail!.ReversePath);
            if (!verdict.IsAccepted) return SessionReplies.Answer(verdict);
            bool isHeld = verdict.Kind == VerdictKind.Hold;
            if (isHeld && !_outlet!.CanHold) return CannotHold(transaction.Id);
            if (await HopCount.ExceedsAsync(body, services.MaximumHops, cancellationToken).ConfigureAwait(false)) return Loops(transaction.Id);
            return await HandOnAsync(transaction, body, isHeld ? verdict.Reason ?? $"rule {verdict.Rule}" : null).ConfigureAwait(false);
        }
        finally
        {
            await EndTransactionAsync().ConfigureAwait(false);
        }
    }

    public ValueTask ResetAsync() => EndTransactionAsync();

    public async ValueTask DisposeAsync()
    {
        await EndTransactionAsync().ConfigureAwait(false);
        await policy.DisposeAsync().ConfigureAwait(false);
    }

    private ValueTask<Verdict> JudgeFailureAsync(SmtpCredentials credentials, AuthenticationOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome == AuthenticationOutcome.Unavailable) return policy.AuthenticateAsync(credentials.Login, outcome, cancellationToken);
        bool isRepeated = services.WrongPasswords.Repeats(credentials.Login, policy.Client.AddressText, credentials.Password.Span);
        return policy.AuthenticateAsync(credentials.Login, outcome, isRepeated, cancellationToken);
    }

    private SmtpAnswer BeginOutgoing(PolicyTransaction transaction, MailCommand command)
    {
        _mail = WithoutSubmitter(command);
        _outlet = services.Outlet.Begin(new OutgoingMail(policy, transaction, _mail, _log));
        SmtpAnswer answer = _outlet.CheckSender();
        if (!answer.IsPositive) _activity?.SetStatus(ActivityStatusCode.Error);
        return answer;
    }

    // From here on a client that goes away changes nothing: what is taken must be charged, or going away would be a way around the limits.
    private async ValueTask<SmtpAnswer> HandOnAsync(PolicyTransaction transaction, MessageBody body, string? holdReason)
    {
        SpamScan? spam = transaction.Spam is { IsFound: true, Value: { IsSpam: true } found } ? found : null;
        var message = new AcceptedMessage(Prefix(transaction, spam), body, spam is not null, holdReason);
        SmtpAnswer answer = await _outlet!.MessageAsync(message).ConfigureAwait(false);
        if (!answer.IsPositive)
        {
            _activity?.SetStatus(ActivityStatusCode.Error);
            return answer;
        }

        if (!await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false)) _log.NotCharged(transaction.Id);
        _outlet.Conclude(message);
        return SessionReplies.Accepted(transaction.Id);
    }

    // What goes before the message.
    private byte[] Prefix(PolicyTransaction transaction, SpamScan? spam)
    {
        string protocol = ReceivedField.Protocol(_isExtended, _mail!.Parameters.SmtpUtf8, _isTls, policy.Account is not null);
        byte[] trace = ReceivedField.Write(_heloName, policy.Client.Address, services.Hostname, protocol, transaction.Id, services.Time.GetUtcNow());
        return spam is null ? trace : [.. trace, .. SpamMark.Write(spam)];
    }

    private SmtpAnswer NotServed()
    {
        HostingMetrics.TurnedAway();
        _log.TurnedAway();
        return SmtpAnswer.Closing(SessionReplies.NotServed(policy.Id));
    }

    private SmtpAnswer Loops(TransactionId id)
    {
        _log.Loops(id, services.MaximumHops);
        return SessionReplies.TooManyHops(id);
    }

    private SmtpAnswer CannotHold(TransactionId id)
    {
        _log.CannotHold(id);
        return SessionReplies.CannotHold(id);
    }

    private async ValueTask EndTransactionAsync()
    {
        _activity?.Dispose();
        _activity = null;
        _mail = null;
        if (_outlet is { } outlet)
        {
            _outlet = null;
            await outlet.DisposeAsync().ConfigureAwait(false);
        }

        if (_transaction is not { } transaction) return;
        _transaction = null;
        await transaction.DisposeAsync().ConfigureAwait(false);
    }

    private static MailCommand WithoutSubmitter(MailCommand mail) =>
        mail.Parameters.Submitter is null ? mail : mail with { Parameters = mail.Parameters with { Submitter = null } };
}
