using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Accounts;
using Submission.Hosting.NextHop;
using Submission.Hosting.Telemetry;
using Submission.Smtp.Client;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Server;

namespace Submission.Hosting.Sessions;

/// <summary>Translates one SMTP session: facts to the policy, its verdicts to replies, accepted mail to the next hop. It decides nothing itself.</summary>
internal sealed class PolicySmtpSession(PolicySession policy, SessionServices services) : ISmtpSession
{
    private readonly SessionLog _log = new(services.Logger, policy);
    private string _heloName = "";
    private bool _isExtended;
    private bool _isTls;
    private PolicyTransaction? _transaction;
    private NextHopTransaction? _nextHop;
    private MailCommand? _mail;
    private Activity? _activity;

    public async ValueTask<SmtpAnswer> ConnectAsync(CancellationToken cancellationToken)
    {
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
            : await policy.AuthenticateAsync(credentials.Login, outcome, cancellationToken).ConfigureAwait(false);
        _log.Authentication(outcome, credentials.Login, verdict);
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
        if (verdict.IsAccepted) _mail = command;
        else await EndTransactionAsync().ConfigureAwait(false);
        return SessionReplies.Answer(verdict);
    }

    public async ValueTask<SmtpAnswer> RecipientAsync(RcptCommand command, CancellationToken cancellationToken)
    {
        PolicyTransaction transaction = _transaction!;
        Verdict verdict = await transaction.RecipientAsync(command.ForwardPath, cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Rcpt, verdict, transaction.Id, _mail!.ReversePath, command.ForwardPath);
        if (!verdict.IsAccepted) return SessionReplies.Answer(verdict);

        _nextHop ??= new NextHopTransaction(services.NextHop, WithoutSubmitter(_mail), transaction.Id, services.Logger);
        SmtpPeerReply reply = await _nextHop.RecipientAsync(command, cancellationToken).ConfigureAwait(false);
        if (reply.IsPositive && !NextHopTransaction.IsLost(reply)) return SmtpAnswer.Standard;
        transaction.WithdrawRecipient();
        if (!_nextHop.HasRefusedSender) services.Reports.Refused(policy, transaction, _mail.ReversePath, command.ForwardPath, reply);
        return RefusedByNextHop(reply, transaction.Id, command.ForwardPath);
    }

    public ValueTask<SmtpAnswer> DataStartingAsync(CancellationToken cancellationToken) => new(SmtpAnswer.Standard);

    public async ValueTask<SmtpAnswer> MessageAsync(MessageBody body, CancellationToken cancellationToken)
    {
        PolicyTransaction transaction = _transaction!;
        try
        {
            Verdict verdict = await transaction.MessageAsync(new MessageFacts { Size = body.Length, Content = body }, cancellationToken).ConfigureAwait(false);
            _log.Verdict(PolicyStage.Message, verdict, transaction.Id, _mail!.ReversePath);
            if (verdict.Kind == VerdictKind.Hold) return CannotHold(transaction.Id);
            return verdict.IsAccepted ? await HandOverAsync(transaction, body).ConfigureAwait(false) : SessionReplies.Answer(verdict);
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

    // From here on a client that goes away changes nothing: what the next hop takes must be charged, or going away would be a way around the limits.
    private async ValueTask<SmtpAnswer> HandOverAsync(PolicyTransaction transaction, MessageBody body)
    {
        long start = services.Time.GetTimestamp();
        SmtpPeerReply reply = await _nextHop!.MessageAsync(Prefix(transaction), body, CancellationToken.None).ConfigureAwait(false);
        HostingMetrics.HandedOver(services.Time.GetElapsedTime(start), reply);
        if (!reply.IsPositive || NextHopTransaction.IsLost(reply))
        {
            services.Reports.Refused(policy, transaction, _mail!.ReversePath, recipient: null, reply);
            return RefusedByNextHop(reply, transaction.Id, recipient: null);
        }

        if (!await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false)) _log.NotCharged(transaction.Id);
        services.Reports.Taken(policy, transaction, _mail!.ReversePath, reply);
        _log.Accepted(transaction.Id, _mail!.ReversePath, transaction.Recipients.Count, body.Length, reply);
        return SessionReplies.Accepted(transaction.Id);
    }

    // What goes before the message.
    private byte[] Prefix(PolicyTransaction transaction)
    {
        string protocol = ReceivedField.Protocol(_isExtended, _mail!.Parameters.SmtpUtf8, _isTls, policy.Account is not null);
        byte[] trace = ReceivedField.Write(_heloName, policy.Client.Address, services.Hostname, protocol, transaction.Id, services.Time.GetUtcNow());
        return transaction.Spam is { IsFound: true, Value: { IsSpam: true } spam } ? [.. trace, .. SpamMark.Write(spam)] : trace;
    }

    private SmtpAnswer RefusedByNextHop(SmtpPeerReply reply, TransactionId id, EmailAddress? recipient)
    {
        SmtpAnswer answer = SessionReplies.Refusal(reply, id);
        _log.RefusedByNextHop(id, _mail!.ReversePath, recipient, reply, answer.Reply);
        _activity?.SetStatus(ActivityStatusCode.Error);
        return answer;
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
        if (_nextHop is { } nextHop)
        {
            _nextHop = null;
            await nextHop.DisposeAsync().ConfigureAwait(false);
        }

        if (_transaction is not { } transaction) return;
        _transaction = null;
        await transaction.DisposeAsync().ConfigureAwait(false);
    }

    // AUTH= is a claim of the client's, and the next hop trusts us (RFC 4954, section 5).
    private static MailCommand WithoutSubmitter(MailCommand mail) =>
        mail.Parameters.Submitter is null ? mail : mail with { Parameters = mail.Parameters with { Submitter = null } };
}
