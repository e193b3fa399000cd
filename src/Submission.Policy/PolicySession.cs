using Submission.Policy.Counters;
using Submission.Policy.Decisions;
using Submission.Policy.Engine;
using Submission.Policy.Lookups;

namespace Submission.Policy;

/// <summary>
/// One connection of a client, judged by the policy that was in force when it began. The host tells the facts in the order of the stages; each call gives a
/// verdict. Used by one caller at a time; not thread-safe.
/// </summary>
public sealed class PolicySession : IAsyncDisposable
{
    private readonly StageJudge _judge;
    private readonly PolicyContext _context;
    private readonly DecisionPublisher _publisher;
    private readonly DecisionTrace _sessionTrace;
    // The next two are one for all transactions, which follow each other.
    private readonly DecisionTrace _transactionTrace;
    private readonly ReservationSet _reservations;
    private readonly ReservationSet _connection;
    private PolicyTransaction? _transaction;
    // While a transaction has its own in the context.
    private TransactionId? _id;
    private Verdict _verdict = Verdict.Accept;
    private PolicyStage _stage;
    private DateTimeOffset _judgedAt;

    internal PolicySession(
        CompiledPolicy policy, ClientFacts client, PolicyPorts ports, ICounterStore counters, NodeShare share, EngineLog log, DecisionPublisher publisher)
    {
        _publisher = publisher;
        _context = new PolicyContext(client, ports, counters)
        {
            IsWebmail = policy.WebmailNetworks?.ContainsAddress(client.Address) ?? false,
        };
        _judge = new StageJudge(policy, _context, ports.TimeProvider, log, share);
        _sessionTrace = new DecisionTrace(policy.RulesAt(PolicyStage.Connect).Length);
        _transactionTrace = new DecisionTrace(policy.RulesOfMessage);
        _connection = new ReservationSet(counters, PolicyEngineDefaults.ReservationLifetime);
        _reservations = new ReservationSet(counters, PolicyEngineDefaults.ReservationLifetime);
    }

    /// <summary>The id of the session, which its replies carry outside a transaction.</summary>
    public TransactionId Id => _transaction is null ? _context.Id : _id ??= TransactionId.Create(_context.Ports.TimeProvider.GetUtcNow());

    /// <summary>The client.</summary>
    public ClientFacts Client => _context.Client;

    /// <summary>The account that the client has authenticated with; <see langword="null"/> before that.</summary>
    public AccountFacts? Account => _context.Account;

    /// <summary>How many messages of the session have been committed.</summary>
    public int Messages => _context.SessionMessages + (_transaction is { IsCommitted: true } ? 1 : 0);

    /// <summary>How the last verdict outside a transaction came about.</summary>
    public DecisionRecord Decision => _publisher.Describe(_stage, Id, _judge, _sessionTrace, _verdict) with { At = _judgedAt, Sender = null };

    /// <summary>Judges the connection.</summary>
    public ValueTask<Verdict> ConnectAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<Verdict> judging = JudgeAsync(PolicyStage.Connect, cancellationToken);
        if (!judging.IsCompletedSuccessfully) return AwaitAsync(judging, cancellationToken);
        Verdict verdict = judging.Result;
        if (!verdict.IsAccepted || _judge.Charges.HasShadows) return SettleAsync(verdict, cancellationToken);
        ValueTask<bool> committing = _connection.CommitAsync(cancellationToken);
        if (!committing.IsCompletedSuccessfully) return AwaitCommitAsync(committing, verdict);
        _ = committing.Result;
        return new(verdict);

        async ValueTask<Verdict> AwaitAsync(ValueTask<Verdict> pending, CancellationToken token) =>
            await SettleAsync(await pending.ConfigureAwait(false), token).ConfigureAwait(false);

        static async ValueTask<Verdict> AwaitCommitAsync(ValueTask<bool> pending, Verdict accepted)
        {
            await pending.ConfigureAwait(false);
            return accepted;
        }
    }

    /// <summary>Judges HELO or EHLO.</summary>
    /// <param name="name">The name that the client gave.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<Verdict> HeloAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        _context.HeloName = name;
        return JudgeAsync(PolicyStage.Helo, cancellationToken);
    }

    /// <summary>
    /// Tells that the connection is encrypted from now on. What the client said before, its account included, is forgotten (RFC 3207, section 4.2); what was
    /// counted stays.
    /// </summary>
    public void TlsStarted()
    {
        _context.IsTls = true;
        _context.HeloName = "";
        _context.Login = "";
        _context.Authentication = null;
        _context.IsRepeatedPassword = null;
        _context.Account = null;
    }

    /// <summary>Judges the outcome of an AUTH exchange, and counts it where it failed.</summary>
    /// <param name="login">The login as the client gave it.</param>
    /// <param name="outcome">How the exchange ended; not <see cref="AuthenticationOutcome.Succeeded"/>, which needs the account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The verdict, always with a reply unless the policy has no rule that answers failed authentications.</returns>
    public ValueTask<Verdict> AuthenticateAsync(string login, AuthenticationOutcome outcome, CancellationToken cancellationToken = default)
    {
        return AuthenticateFailedAsync(login, outcome, null, cancellationToken);
    }

    /// <summary>Judges the outcome of an AUTH exchange, and counts it where it failed; for a host that knows whether somebody tries the same password again.</summary>
    /// <param name="login">The login as the client gave it.</param>
    /// <param name="outcome">How the exchange ended; not <see cref="AuthenticationOutcome.Succeeded"/>, which needs the account.</param>
    /// <param name="isRepeated">Whether the client gave the same wrong password for that login the time before. It is counted all the same; the decision record tells it (<c>authentication.repeated</c>).</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The verdict, always with a reply unless the policy has no rule that answers failed authentications.</returns>
    public ValueTask<Verdict> AuthenticateAsync(string login, AuthenticationOutcome outcome, bool isRepeated, CancellationToken cancellationToken) =>
        AuthenticateFailedAsync(login, outcome, isRepeated, cancellationToken);

    /// <summary>Judges a successful AUTH exchange. The account is the session's from then on where the verdict is to go on.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<Verdict> AuthenticateAsync(AccountFacts account, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        _context.IsRepeatedPassword = null;
        return AuthenticateAsync(account.Login, AuthenticationOutcome.Succeeded, account, cancellationToken);
    }

    /// <summary>Begins a mail transaction. Its predecessor must have been disposed.</summary>
    /// <exception cref="InvalidOperationException">A transaction is under way.</exception>
    public PolicyTransaction BeginTransaction()
    {
        if (_transaction is not null) throw new InvalidOperationException("A transaction is under way; dispose it first.");
        _transactionTrace.Clear();
        _judge.Charges.BeginTransaction();
        _context.Attempted?.Clear();
        _id = _context.KnownId;
        _context.KnownId = null;
        _transaction = new PolicyTransaction(this, _context, _judge, _reservations, _transactionTrace, _publisher);
        return _transaction;
    }

    /// <summary>Ends the session: what it and its transaction have reserved is given back.</summary>
    public ValueTask DisposeAsync() => _transaction is null && _context.Counters is not TrialCounterStore ? ReleaseConnectionAsync() : EndAsync();

    internal void EndTransaction(PolicyTransaction transaction)
    {
        if (transaction.IsCommitted)
        {
            _context.SessionMessages++;
            _context.SessionRecipients += transaction.Recipients.Count;
        }

        _transaction = null;
        _context.KnownId = _id;
        _context.Sender = null;
        _context.Recipient = null;
        _context.Message = null;
        _context.UnreadReason = null;
        _context.Spam = null;
        _context.Mail = MailParameters.None;
        _context.Recipients = [];
    }

    private ValueTask<Verdict> AuthenticateFailedAsync(string login, AuthenticationOutcome outcome, bool? isRepeated, CancellationToken cancellationToken)
    {
        if (outcome == AuthenticationOutcome.Succeeded) throw new ArgumentException("A successful authentication needs the account.", nameof(outcome));
        _context.IsRepeatedPassword = isRepeated;
        return AuthenticateAsync(login, outcome, (AccountFacts?)null, cancellationToken);
    }

    private ValueTask<Verdict> AuthenticateAsync(string login, AuthenticationOutcome outcome, AccountFacts? account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        if (_transaction is not null) throw new InvalidOperationException("AUTH is not possible within a transaction (RFC 4954, section 4).");
        AccountFacts? before = _context.Account;
        _context.Login = login;
        _context.Authentication = outcome;
        _context.Account = account;
        ValueTask<Verdict> judging;
        try
        {
            bool failed = outcome is AuthenticationOutcome.WrongPassword or AuthenticationOutcome.UnknownUser or AuthenticationOutcome.Disabled;
            judging = failed ? RecordAndJudgeFailureAsync(cancellationToken) : JudgeAsync(PolicyStage.Auth, cancellationToken);
        }
        catch
        {
            _context.Account = before;
            throw;
        }

        return judging.IsCompletedSuccessfully ? new(AfterAuthentication(judging.Result, before)) : AwaitAuthenticationAsync(judging, before);
    }

    private async ValueTask<Verdict> RecordAndJudgeFailureAsync(CancellationToken cancellationToken)
    {
        await _judge.RecordAuthenticationFailureAsync(cancellationToken).ConfigureAwait(false);
        return await JudgeAsync(PolicyStage.Auth, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Verdict> AwaitAuthenticationAsync(ValueTask<Verdict> judging, AccountFacts? before)
    {
        try
        {
            return AfterAuthentication(await judging.ConfigureAwait(false), before);
        }
        catch
        {
            // Where the judging was cut short, too: an account that no verdict has let in must not send.
            _context.Account = before;
            throw;
        }
    }

    private Verdict AfterAuthentication(Verdict verdict, AccountFacts? before)
    {
        if (!verdict.IsAccepted || _context.Account is null) _context.Account = before;
        return verdict;
    }

    private ValueTask<Verdict> JudgeAsync(PolicyStage stage, CancellationToken cancellationToken)
    {
        _sessionTrace.Clear();
        ValueTask<Verdict> judging = _judge.JudgeAsync(stage, _connection, _sessionTrace, cancellationToken);
        return judging.IsCompletedSuccessfully ? new(After(stage, judging.Result)) : AwaitAsync(stage, judging);

        async ValueTask<Verdict> AwaitAsync(PolicyStage judged, ValueTask<Verdict> pending) => After(judged, await pending.ConfigureAwait(false));
    }

    private Verdict After(PolicyStage stage, Verdict verdict)
    {
        _verdict = verdict;
        _stage = stage;
        _judgedAt = _context.Now;
        PolicyMetrics.Count(stage, verdict);
        if (_publisher.Wants(stage, verdict)) _publisher.Publish(stage, Id, _judge, _sessionTrace, verdict);
        return verdict;
    }

    private async ValueTask<Verdict> SettleAsync(Verdict verdict, CancellationToken cancellationToken)
    {
        if (!verdict.IsAccepted)
        {
            await ReleaseConnectionAsync().ConfigureAwait(false);
            return verdict;
        }

        await _connection.CommitAsync(cancellationToken).ConfigureAwait(false);
        await _judge.Charges.CommitShadowsAsync(cancellationToken).ConfigureAwait(false);
        return verdict;
    }

    private async ValueTask EndAsync()
    {
        if (_transaction is not null) await _transaction.DisposeAsync().ConfigureAwait(false);
        await ReleaseConnectionAsync().ConfigureAwait(false);
        if (_context.Counters is TrialCounterStore trial) await trial.EndAsync().ConfigureAwait(false);
    }

    private ValueTask ReleaseConnectionAsync() => _connection.IsEmpty && !_judge.Charges.HoldsConnection ? default : ReleaseAllAsync();

    private async ValueTask ReleaseAllAsync()
    {
        await _connection.ReleaseAsync().ConfigureAwait(false);
        await _judge.Charges.ReleaseConnectionAsync().ConfigureAwait(false);
    }
}
