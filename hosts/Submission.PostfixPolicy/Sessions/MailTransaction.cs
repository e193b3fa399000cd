using Submission.Hosting.Feedback;
using Submission.Hosting.Sessions;
using Submission.Policy.Delivery;
using Submission.PostfixPolicy.Hosting;
using Submission.PostfixPolicy.Protocol;

namespace Submission.PostfixPolicy.Sessions;

/// <summary>
/// One message of a session: what Postfix asks of it under one instance. It is charged once, at the last state in which Postfix asks, and what it holds is given back where it ends before. Used by one caller
/// at a time.
/// </summary>
internal sealed class MailTransaction : IAsyncDisposable
{
    // Postfix takes 1,000 (smtpd_recipient_limit) and then some.
    private const int MaximumRecipients = 10_000;

    private readonly PolicySession _session;
    private readonly SessionLog _log;
    private readonly SessionServices _services;
    private readonly byte[] _sender;
    private readonly byte[] _login;
    private readonly RecipientAnswers _answers = new();
    private byte[] _instance;
    private PolicyTransaction? _policy;
    private PolicyAction? _refused;
    private PolicyAction? _held;
    private PolicyAction? _ended;
    private TransactionId _id;
    private EmailAddress _reversePath = EmailAddress.NullReversePath;
    private bool _isIdTold;
    private bool _isCharged;
    private bool _isQueueIdKnown;

    /// <summary>Makes one.</summary>
    /// <param name="request">The first request that tells of it.</param>
    /// <param name="login">Its login, as Postfix tells it.</param>
    /// <param name="session">The session.</param>
    /// <param name="log">The session's log.</param>
    /// <param name="services">What all sessions share.</param>
    /// <param name="refused">What everything is to be answered with; <see langword="null"/> where the account may send.</param>
    public MailTransaction(PolicyRequest request, byte[] login, PolicySession session, SessionLog log, SessionServices services, PolicyAction? refused)
    {
        _session = session;
        _log = log;
        _services = services;
        _refused = refused;
        _instance = request[PolicyAttribute.Instance].ToArray();
        _sender = request[PolicyAttribute.Sender].ToArray();
        _login = login;
    }

    private PostfixPolicySettings Settings => _services.Settings;

    public bool Has(ReadOnlySpan<byte> instance) => instance.SequenceEqual(_instance);

    /// <summary>Whether a request tells of this message, and not of the next.</summary>
    public bool Continues(PolicyRequest request)
    {
        if (!request[PolicyAttribute.Sender].SequenceEqual(_sender) || !request[PolicyAttribute.SaslUsername].SequenceEqual(_login)) return false;
        ReadOnlySpan<byte> instance = request[PolicyAttribute.Instance];
        if (_instance.Length > 0) return instance.SequenceEqual(_instance);
        // MAIL has no instance yet. Where it is asked twice, two lists of restrictions ask for the same MAIL; what was refused is not asked twice, but tried again.
        if (request.State == ProtocolState.Mail) return _refused is null && _answers.Count == 0;
        if (_ended is not null && instance.IsEmpty) return request.State == ProtocolState.EndOfMessage;
        if (!instance.IsEmpty) _instance = instance.ToArray();
        return true;
    }

    public async ValueTask<PolicyAction> DecideAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        if (_refused is null && _policy is null && _ended is null) await MailAsync(request, cancellationToken).ConfigureAwait(false);
        if (_refused is not null) return _refused;
        PolicyAction action = request.State switch
        {
            ProtocolState.Rcpt => await RecipientAsync(request, cancellationToken).ConfigureAwait(false),
            ProtocolState.Data or ProtocolState.EndOfMessage => await MessageAsync(request, cancellationToken).ConfigureAwait(false),
            _ => _held ?? PolicyAction.Dunno,
        };
        if (_isCharged && !_isQueueIdKnown) RememberQueueId(request);
        return action;
    }

    public ValueTask DisposeAsync()
    {
        PolicyTransaction? policy = _policy;
        _policy = null;
        return policy?.DisposeAsync() ?? default;
    }

    private async ValueTask MailAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        if (!Mailbox.TryReadSender(request, _services.Known, out EmailAddress? sender))
        {
            _refused = OwnReplies.BadSender;
            return;
        }

        _reversePath = sender;
        _policy = _session.BeginTransaction();
        _id = _policy.Id;
        // At the end of the message Postfix tells the real size, and what was declared no more.
        long size = request.State == ProtocolState.EndOfMessage ? 0 : request.Number(PolicyAttribute.Size);
        Verdict verdict = await _policy.MailAsync(sender, size > 0 ? new MailParameters { DeclaredSize = size } : null, cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Mail, verdict, _id, sender);
        if (verdict.Kind == VerdictKind.Hold) _held = PolicyAction.Of(verdict, _id);
        if (!verdict.IsAccepted) await RefuseAsync(PolicyAction.Of(verdict, _id)).ConfigureAwait(false);
        else if (Settings.ChargeAt == ProtocolState.Mail) await TakeUnseenRecipientAsync(request, cancellationToken).ConfigureAwait(false);
        if (_refused is null && Settings.ChargeAt == ProtocolState.Mail) await ChargeAsync(size, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<PolicyAction> RecipientAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        if (_answers.Find(request[PolicyAttribute.Recipient]) is { } known) return known;
        if (_policy is null) return _held ?? PolicyAction.Dunno;
        if (!Mailbox.TryReadRecipient(request, Settings.Hostname, out EmailAddress? recipient)) return OwnReplies.BadRecipient;
        if (_answers.Count >= MaximumRecipients) return OwnReplies.TooManyRecipients;
        byte[] name = request[PolicyAttribute.Recipient].ToArray();
        long size = request.Number(PolicyAttribute.Size);
        Verdict verdict = await _policy.RecipientAsync(recipient, cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Rcpt, verdict, _id, _reversePath, recipient);
        PolicyAction action = PolicyAction.Of(verdict, _id);
        if (!verdict.IsAccepted)
        {
            _answers.Add(name, action);
            return action;
        }

        if (Settings.ChargeAt == ProtocolState.Rcpt) await ChargeAsync(size, cancellationToken).ConfigureAwait(false);
        if (_refused is not null) return _refused;
        action = _held ?? action;
        _answers.Add(name, action);
        if (_isIdTold || Settings.IdAction is null || action != PolicyAction.Dunno) return action;
        // Once for a message: it would stand there as often as it is told.
        _isIdTold = true;
        return PolicyAction.Prepend(Settings.IdAction, _id);
    }

    private async ValueTask<PolicyAction> MessageAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        if (_ended is not null) return _ended;
        if (request.State > Settings.ChargeAt || _isCharged) return _held ?? PolicyAction.Dunno;
        long size = request.Number(PolicyAttribute.Size);
        bool isAlone = _policy!.Recipients.Count == 0;
        if (isAlone && !Settings.SeesRecipients)
        {
            await TakeUnseenRecipientAsync(request, cancellationToken).ConfigureAwait(false);
        }
        else if (isAlone)
        {
            // The host was restarted since RCPT, or was not asked there. Of one recipient Postfix tells again.
            if (request[PolicyAttribute.Recipient].IsEmpty) return await RefuseAsync(OwnReplies.UnknownMessage).ConfigureAwait(false);
            PolicyAction late = await RecipientAsync(request, cancellationToken).ConfigureAwait(false);
            if (late.IsRefusal) return await RefuseAsync(late).ConfigureAwait(false);
        }

        if (request.State < Settings.ChargeAt) return _held ?? PolicyAction.Dunno;
        PolicyAction action = await ChargeAsync(size, cancellationToken).ConfigureAwait(false);
        if (request.State != ProtocolState.EndOfMessage) return action;
        _ended = action;
        await DisposeAsync().ConfigureAwait(false);
        return action;
    }

    // Where recipients are not judged the engine must still know that there is one.
    private async ValueTask TakeUnseenRecipientAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        EmailAddress recipient = Mailbox.TryReadRecipient(request, Settings.Hostname, out EmailAddress? told) ? told : EmailAddress.NullReversePath;
        await _policy!.RecipientAsync(recipient, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<PolicyAction> ChargeAsync(long size, CancellationToken cancellationToken)
    {
        PolicyTransaction policy = _policy!;
        Verdict verdict = await policy.MessageAsync(new MessageFacts { Size = size }, cancellationToken).ConfigureAwait(false);
        if (Settings.ChargeAt == ProtocolState.EndOfMessage) _log.Verdict(PolicyStage.Message, verdict, _id, _reversePath);
        PolicyAction action = PolicyAction.Of(verdict, _id);
        if (!verdict.IsAccepted) return await RefuseAsync(action).ConfigureAwait(false);
        if (!await policy.CommitAsync(cancellationToken).ConfigureAwait(false))
        {
            PostfixPolicyLog.NotCharged(_services.Logger, _id);
            return await RefuseAsync(OwnReplies.NotCharged(_id)).ConfigureAwait(false);
        }

        if (!_isCharged) PostfixPolicyLog.Accepted(_services.Logger, _id, _session.Client.AddressText, _session.Account?.Login ?? "-", _reversePath, policy.Recipients.Count, size);
        _isCharged = true;
        return _held ?? action;
    }

    private async ValueTask<PolicyAction> RefuseAsync(PolicyAction action)
    {
        _refused = action;
        await DisposeAsync().ConfigureAwait(false);
        return action;
    }

    private void RememberQueueId(PolicyRequest request)
    {
        ReadOnlySpan<byte> id = request[PolicyAttribute.QueueId];
        if (_services.Queue is null || id.Length is 0 or > PostfixQueueParser.MaximumIdLength) return;
        _isQueueIdKnown = true;
        _services.Queue.Remember(request.Text(PolicyAttribute.QueueId), new DeliveryReport
        {
            MessageId = _id.ToString(),
            Event = DeliveryEvent.Queued,
            AcceptedAt = _services.Time.GetUtcNow(),
            Sender = _reversePath,
            Client = _session.Client,
            Account = _session.Account,
        });
    }
}
