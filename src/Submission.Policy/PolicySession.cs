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
    private readonly TimeProvider _clock;
    private readonly DecisionPublisher _publisher;
    private readonly DecisionTrace _sessionTrace = new();
    private readonly DecisionTrace _transactionTrace = new();
    private readonly ReservationSet _connection;
    // One for all transactions, which follow each other: each leaves it empty.
    private readonly ReservationSet _reservations;
    private PolicyTransaction? _transaction;
    private Verdict _verdict = Verdict.Accept;
    private PolicyStage _stage;
    private DateTimeOffset _judgedAt;

    internal PolicySession(CompiledPolicy policy, ClientFacts client, PolicyPorts ports, ICounterStore counters, EngineLog log, DecisionPublisher publisher)
    {
        _clock = ports.TimeProvider;
        _publisher = publisher;
        _context = new PolicyContext(client, ports, counters)
        {
            Now = _clock.GetUtcNow(),
            IsWebmail = policy.WebmailNetworks?.ContainsAddress(client.Address) ?? false,
        };
        Id = TransactionId.Create(_context.Now);
        _context.Id = Id;
        _judge = new StageJudge(policy, _context, _clock, log);
        _context.ReserveNow = _judge.Charges.ReserveNowAsync;
        _connection = new ReservationSet(counters, PolicyEngineDefaults.ReservationLifetime);
        _reservations = new ReservationSet(counters, PolicyEngineDefaults.ReservationLifetime);
    }

    /// <summary>The id of the session, which its replies carry outside a transaction.</summary>
    public TransactionId Id { get; }

    /// <summary>The client.</summary>
    public ClientFacts Client => _context.Client;

    /// <summary>The account that the client has authenticated with; <see langword="null"/> before that.</summary>
    public AccountFacts? Account => _context.Account;

    /// <summary>How many messages of the session have been committed.</summary>
    public int Messages => _context.SessionMessages + (_transaction is { IsCommitted: true } ? 1 : 0);

    /// <summary>How the last verdict outside a transaction came about.</summary>
    public DecisionRecord Decision => _publisher.Describe(_stage, Id, _judge, _sessionTrace, _verdict) with { At = _judgedAt, Sender = null };

    /// <summary>Judges the connection.</summary>
    public async ValueTask<Verdict> ConnectAsync(CancellationToken cancellationToken = default)
    {
        Verdict verdict = await JudgeAsync(PolicyStage.Connect, cancellationToken).ConfigureAwait(false);
        if (!verdict.IsAccepted)
        {
            await ReleaseConnectionAsync().ConfigureAwait(false);
            return verdict;
        }

        await _connection.CommitAsync(cancellationToken).ConfigureAwait(false);
        await _judge.Charges.CommitShadowsAsync(cancellationToken).ConfigureAwait(false);
        return verdict;
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
        _context.Account = null;
    }

    /// <summary>Judges the outcome of an AUTH exchange, and counts it where it failed.</summary>
    /// <param name="login">The login as the client gave it.</param>
    /// <param name="outcome">How the exchange ended; not <see cref="AuthenticationOutcome.Succeeded"/>, which needs the account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The verdict, always with a reply unless the policy has no rule that answers failed authentications.</returns>
    public ValueTask<Verdict> AuthenticateAsync(string login, AuthenticationOutcome outcome, CancellationToken cancellationToken = default)
    {
        if (outcome == AuthenticationOutcome.Succeeded) throw new ArgumentException("A successful authentication needs the account.", nameof(outcome));
        return AuthenticateAsync(login, outcome, null, cancellationToken);
    }

    /// <summary>Judges a successful AUTH exchange. The account is the session's from then on where the verdict is to go on.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<Verdict> AuthenticateAsync(AccountFacts account, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
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
        _context.Id = TransactionId.Create(_clock.GetUtcNow());
        _transaction = new PolicyTransaction(this, _context, _judge, _reservations, _transactionTrace, _publisher);
        return _transaction;
    }

    /// <summary>Ends the session: what it and its transaction have reserved is given back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null) await _transaction.DisposeAsync().ConfigureAwait(false);
        await ReleaseConnectionAsync().ConfigureAwait(false);
        if (_context.Counters is TrialCounterStore trial) await trial.EndAsync().ConfigureAwait(false);
    }

    internal void EndTransaction(PolicyTransaction transaction)
    {
        if (transaction.IsCommitted)
        {
            _context.SessionMessages++;
            _context.SessionRecipients += transaction.Recipients.Count;
        }

        _transaction = null;
        _context.Id = Id;
        _context.Sender = null;
        _context.Recipient = null;
        _context.Message = null;
        _context.UnreadReason = null;
        _context.Spam = null;
        _context.Mail = MailParameters.None;
        _context.Recipients = [];
    }

    private async ValueTask<Verdict> AuthenticateAsync(string login, AuthenticationOutcome outcome, AccountFacts? account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        if (_transaction is not null) throw new InvalidOperationException("AUTH is not possible within a transaction (RFC 4954, section 4).");
        AccountFacts? before = _context.Account;
        _context.Login = login;
        _context.Authentication = outcome;
        _context.Account = account;
        bool isAuthenticated = false;
        try
        {
            if (outcome is AuthenticationOutcome.WrongPassword or AuthenticationOutcome.UnknownUser or AuthenticationOutcome.Disabled)
                await _judge.RecordAuthenticationFailureAsync(cancellationToken).ConfigureAwait(false);
            Verdict verdict = await JudgeAsync(PolicyStage.Auth, cancellationToken).ConfigureAwait(false);
            isAuthenticated = verdict.IsAccepted && account is not null;
            return verdict;
        }
        finally
        {
            // Also where the judging was cut short: an account that no verdict has let in must not send.
            if (!isAuthenticated) _context.Account = before;
        }
    }

    private async ValueTask<Verdict> JudgeAsync(PolicyStage stage, CancellationToken cancellationToken)
    {
        _sessionTrace.Clear();
        _verdict = await _judge.JudgeAsync(stage, _connection, _sessionTrace, cancellationToken).ConfigureAwait(false);
        _stage = stage;
        _judgedAt = _context.Now;
        _publisher.Publish(stage, Id, _judge, _sessionTrace, _verdict);
        return _verdict;
    }

    private async ValueTask ReleaseConnectionAsync()
    {
        await _connection.ReleaseAsync().ConfigureAwait(false);
        await _judge.Charges.Open.ReleaseAsync().ConfigureAwait(false);
        await _judge.Charges.ReleaseShadowsAsync().ConfigureAwait(false);
        await _judge.Charges.ReleaseOpenShadowsAsync().ConfigureAwait(false);
    }
}
