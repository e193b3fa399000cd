using Submission.Policy.Decisions;
using Submission.Policy.Engine;
using Submission.Policy.Lookups;

namespace Submission.Policy;

/// <summary>
/// One mail transaction: MAIL, RCPT, the message. What it would use up is reserved while it is judged, charged by <see cref="CommitAsync"/>, and given back where it
/// is disposed without. Used by one caller at a time; not thread-safe.
/// </summary>
public sealed class PolicyTransaction : IAsyncDisposable
{
    private readonly PolicySession _session;
    private readonly PolicyContext _context;
    private readonly StageJudge _judge;
    private readonly DecisionTrace _trace;
    private readonly DecisionPublisher _publisher;
    private readonly ReservationSet _reservations;
    private List<EmailAddress>? _recipients;
    private List<(int Recipient, ChargeMark Before)>? _recipientCharges;
    private Verdict _verdict = Verdict.Accept;
    private Verdict? _hold;
    // Once the context has that of another one.
    private TransactionId? _id;
    private bool _isMailAccepted;
    private bool _isMessageAccepted;
    private bool _isEnded;

    internal PolicyTransaction(
        PolicySession session, PolicyContext context, StageJudge judge, ReservationSet reservations, DecisionTrace trace, DecisionPublisher publisher)
    {
        _session = session;
        _context = context;
        _judge = judge;
        _trace = trace;
        _publisher = publisher;
        _reservations = reservations;
    }

    /// <summary>The id, which the transaction's replies, log lines and trace headers carry.</summary>
    public TransactionId Id => _isEnded ? _id ??= TransactionId.Create(_context.Ports.TimeProvider.GetUtcNow()) : _context.Id;

    /// <summary>The recipients that were accepted.</summary>
    public IReadOnlyList<EmailAddress> Recipients => _recipients ?? (IReadOnlyList<EmailAddress>)[];

    /// <summary>
    /// What the spam scanner thinks of the message, so that a host can mark spam that is accepted; <see langword="null"/> where no rule has asked it. Readable until the
    /// transaction is disposed.
    /// </summary>
    public LookupResult<SpamScan>? Spam => _isEnded ? null : _context.Spam;

    /// <summary>Whether the message has been charged. The facts of the session count it once the transaction ends, so that the decision shows what the rules saw.</summary>
    internal bool IsCommitted { get; private set; }

    /// <summary>How the verdicts so far came about. Readable until the transaction is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The transaction has been disposed.</exception>
    public DecisionRecord Decision
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isEnded, this);
            return _publisher.Describe(_context.Stage, Id, _judge, _trace, _verdict);
        }
    }

    /// <summary>Judges MAIL FROM.</summary>
    /// <param name="reversePath">The reverse-path.</param>
    /// <param name="parameters">What the client declared; <see langword="null"/> for nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">MAIL has been accepted already.</exception>
    public ValueTask<Verdict> MailAsync(EmailAddress reversePath, MailParameters? parameters = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reversePath);
        ObjectDisposedException.ThrowIf(_isEnded, this);
        if (_isMailAccepted) throw new InvalidOperationException("MAIL has been accepted already.");
        _context.Sender = reversePath;
        _context.Mail = parameters ?? MailParameters.None;
        ValueTask<Verdict> judged = _judge.JudgeAsync(PolicyStage.Mail, _reservations, _trace, cancellationToken);
        return judged.IsCompletedSuccessfully ? new(AfterMail(judged.Result)) : AwaitAsync(judged);

        async ValueTask<Verdict> AwaitAsync(ValueTask<Verdict> pending) => AfterMail(await pending.ConfigureAwait(false));
    }

    /// <summary>Judges MAIL FROM without parameters.</summary>
    /// <param name="reversePath">The reverse-path.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<Verdict> MailAsync(EmailAddress reversePath, CancellationToken cancellationToken) => MailAsync(reversePath, null, cancellationToken);

    /// <summary>Judges RCPT TO. A recipient that is refused leaves the transaction as it was.</summary>
    /// <param name="forwardPath">The forward-path.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">MAIL has not been accepted.</exception>
    public ValueTask<Verdict> RecipientAsync(EmailAddress forwardPath, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(forwardPath);
        ObjectDisposedException.ThrowIf(_isEnded, this);
        if (!_isMailAccepted) throw new InvalidOperationException("MAIL has not been accepted.");
        _context.Recipient = forwardPath;
        ChargeMark before = _judge.Charges.Mark(_reservations);
        ValueTask<Verdict> judged = _judge.JudgeAsync(PolicyStage.Rcpt, _reservations, _trace, cancellationToken);
        return judged.IsCompletedSuccessfully ? new(AfterRecipient(judged.Result, forwardPath, before)) : AwaitAsync(judged, forwardPath, before);

        // What it needs is handed over, not captured: a closure would be made for every recipient, waited for or not.
        async ValueTask<Verdict> AwaitAsync(ValueTask<Verdict> pending, EmailAddress recipient, ChargeMark mark) =>
            AfterRecipient(await pending.ConfigureAwait(false), recipient, mark);
    }

    /// <summary>
    /// Takes the last accepted recipient back, for a host whose next hop has refused it: it counts no longer (check 8), and what was reserved for it is not charged.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no accepted recipient, or the message has been judged.</exception>
    public void WithdrawRecipient()
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        if (_recipients is not { Count: > 0 }) throw new InvalidOperationException("There is no accepted recipient.");
        if (_context.Message is not null) throw new InvalidOperationException("The message has been judged.");
        _recipients.RemoveAt(_recipients.Count - 1);
        if (_recipientCharges is not { Count: > 0 } charges || charges[^1].Recipient != _recipients.Count) return;
        _judge.Charges.WithdrawSince(charges[^1].Before, _reservations);
        charges.RemoveAt(charges.Count - 1);
    }

    /// <summary>
    /// Judges the message at the end of its data. Where an earlier stage wanted it held and no rule refuses it, the verdict is <see cref="VerdictKind.Hold"/>.
    /// </summary>
    /// <param name="message">The facts of the message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">No recipient has been accepted.</exception>
    public ValueTask<Verdict> MessageAsync(MessageFacts message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ObjectDisposedException.ThrowIf(_isEnded, this);
        if (_recipients is not { Count: > 0 }) throw new InvalidOperationException("No recipient has been accepted.");
        _context.Message = message;
        _context.UnreadReason = null;
        _context.Spam = null;
        ValueTask<Verdict> judged = _judge.JudgeAsync(PolicyStage.Message, _reservations, _trace, cancellationToken);
        return judged.IsCompletedSuccessfully ? new(After(PolicyStage.Message, judged.Result)) : AwaitAsync(judged);

        async ValueTask<Verdict> AwaitAsync(ValueTask<Verdict> pending) => After(PolicyStage.Message, await pending.ConfigureAwait(false));
    }

    /// <summary>
    /// Charges what was reserved: the message has been accepted. To be called before the client is told. A host that must charge before the last recipient is known, because it does not see the end of the
    /// message, judges the message and charges again after each further recipient: then only what is new is charged, and the message counts once.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the charges are made, also where the reservation had expired; <see langword="false"/> where the store did not answer.</returns>
    /// <exception cref="InvalidOperationException">The message has not been accepted, or has been charged already.</exception>
    public async ValueTask<bool> CommitAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        if (!_isMessageAccepted) throw new InvalidOperationException("The message has not been accepted.");
        bool charged = await _reservations.CommitAsync(cancellationToken).ConfigureAwait(false);
        await _judge.Charges.CommitShadowsAsync(cancellationToken).ConfigureAwait(false);
        IsCommitted = true;
        _isMessageAccepted = false;
        if (!_judge.Policy.Shares.IsEmpty) await ShareFeedback.AddAcceptedAsync(_judge.Policy, _context, cancellationToken).ConfigureAwait(false);
        return charged;
    }

    /// <summary>Ends the transaction; what was reserved and not committed is given back. Doing it twice does nothing.</summary>
    public ValueTask DisposeAsync()
    {
        if (_isEnded) return default;
        _isEnded = true;
        _id = _context.KnownId;
        _session.EndTransaction(this);
        return !_judge.Charges.HasShadows ? _reservations.ReleaseAsync() : ReleaseAllAsync();
    }

    private async ValueTask ReleaseAllAsync()
    {
        await _reservations.ReleaseAsync().ConfigureAwait(false);
        await _judge.Charges.ReleaseShadowsAsync().ConfigureAwait(false);
    }

    private Verdict AfterMail(Verdict verdict)
    {
        After(PolicyStage.Mail, verdict);
        _isMailAccepted = verdict.IsAccepted;
        return verdict;
    }

    private Verdict AfterRecipient(Verdict verdict, EmailAddress recipient, in ChargeMark before)
    {
        After(PolicyStage.Rcpt, verdict);
        _context.Recipient = null;
        if (!verdict.IsAccepted)
        {
            // A limit that stands within another rule has reserved in its turn.
            if (_reservations.Count > before.Charges) _judge.Charges.WithdrawSince(before, _reservations);
            return verdict;
        }

        if (_recipients is null)
        {
            _recipients = [];
            _context.Recipients = _recipients;
        }

        if (_reservations.Count > before.Charges) (_recipientCharges ??= []).Add((_recipients.Count, before));
        _recipients.Add(recipient);
        return verdict;
    }

    private Verdict After(PolicyStage stage, Verdict verdict)
    {
        // What any stage wanted held is held at the end, unless the message is refused there.
        if (verdict.Kind == VerdictKind.Hold) _hold ??= verdict;
        if (stage == PolicyStage.Message && _hold is not null && verdict.IsAccepted) verdict = _hold;
        _verdict = verdict;
        _isMessageAccepted = stage == PolicyStage.Message && verdict.IsAccepted;
        PolicyMetrics.Count(stage, verdict);
        if (_publisher.Wants(stage, verdict)) _publisher.Publish(stage, Id, _judge, _trace, verdict);
        return verdict;
    }
}
