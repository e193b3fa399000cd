using Submission.Policy.Client.Calls;
using Submission.Policy.Client.Mapping;
using Submission.Policy.Client.Sessions;

namespace Submission.Policy.Client;

/// <summary>
/// One connection of a client, judged by the service. Facts are told in the order of the stages; the next one may be told before the verdict on the last one is there (PIPELINING), and
/// is judged as a mail server would. Used by one caller at a time; not thread-safe.
/// </summary>
/// <remarks>
/// A session that is over, because the connection to the service is lost, the service has refused a fact, or an answer was late, answers every further fact with
/// <see cref="PolicyServiceException"/>. Nothing is told a second time; what was reserved and not committed is given back by the service. Cancelling ends the wait for a verdict, not the
/// fact.
/// </remarks>
public sealed class PolicyClientSession : IAsyncDisposable
{
    private readonly FactStream _stream;
    private PolicyClientTransaction? _transaction;
    private bool _isDisposed;

    internal PolicyClientSession(ServiceCalls calls, ClientFacts client)
    {
        Client = client;
        _stream = new FactStream(calls);
    }

    /// <summary>The client.</summary>
    public ClientFacts Client { get; }

    /// <summary>The id of the session, which its replies carry outside a transaction; the default before the verdict on the connection is there.</summary>
    public TransactionId Id { get; private set; }

    /// <summary>Judges the connection. Must be the first fact, and come once.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public async Task<Verdict> ConnectAsync(CancellationToken cancellationToken = default)
    {
        Wire.SessionResponse answer = await AskAsync(new Wire.SessionRequest { Connect = FactWriter.Connect(Client) }, cancellationToken).ConfigureAwait(false);
        Id = DecisionReader.Id(answer.TransactionId);
        return VerdictReader.Read(answer.Verdict);
    }

    /// <summary>Judges HELO or EHLO.</summary>
    /// <param name="name">The name that the client gave, at most 512 octets.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public async Task<Verdict> HeloAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        Wire.SessionResponse answer = await AskAsync(new Wire.SessionRequest { Helo = new Wire.Helo { Name = name } }, cancellationToken).ConfigureAwait(false);
        return VerdictReader.Read(answer.Verdict);
    }

    /// <summary>Tells that the connection is encrypted from now on. What the client said before, its account included, is forgotten (RFC 3207, section 4.2).</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public Task TlsStartedAsync(CancellationToken cancellationToken = default) =>
        AskAsync(new Wire.SessionRequest { TlsStarted = new Wire.TlsStarted() }, cancellationToken);

    /// <summary>Judges the outcome of an AUTH exchange, and counts it where it failed.</summary>
    /// <param name="login">The login as the client gave it, at most 512 octets; may be empty, but with <see cref="AuthenticationOutcome.Succeeded"/>.</param>
    /// <param name="outcome">How the exchange ended. With <see cref="AuthenticationOutcome.Succeeded"/> the service looks the account up.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The verdict, and how the exchange counts as having ended: another outcome where the service did not find the account.</returns>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public Task<AuthenticationVerdict> AuthenticateAsync(string login, AuthenticationOutcome outcome, CancellationToken cancellationToken = default) =>
        AuthenticateAsync(new AuthenticationFacts(login, outcome), cancellationToken);

    /// <summary>Judges a successful AUTH exchange. The account is the session's from then on where the verdict is to go on.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public Task<AuthenticationVerdict> AuthenticateAsync(AccountFacts account, CancellationToken cancellationToken = default) =>
        AuthenticateAsync(new AuthenticationFacts(account), cancellationToken);

    /// <summary>Begins a mail transaction. Its predecessor must have been disposed.</summary>
    /// <exception cref="InvalidOperationException">A transaction is under way.</exception>
    public PolicyClientTransaction BeginTransaction()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_transaction is not null) throw new InvalidOperationException("A transaction is under way; dispose it first.");
        _transaction = new PolicyClientTransaction(this, _stream);
        return _transaction;
    }

    /// <summary>Ends the session. Returns once the service has ended it too, so that what was reserved and not committed has been given back. Throws no <see cref="PolicyServiceException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (_transaction is not null) await _transaction.DisposeAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    internal void EndTransaction() => _transaction = null;

    private async Task<AuthenticationVerdict> AuthenticateAsync(AuthenticationFacts facts, CancellationToken cancellationToken)
    {
        Wire.SessionResponse answer =
            await AskAsync(new Wire.SessionRequest { Authentication = FactWriter.Authentication(facts) }, cancellationToken).ConfigureAwait(false);
        return new AuthenticationVerdict(VerdictReader.Read(answer.Verdict), EnumReader.Read(answer.AuthenticationOutcome) ?? facts.Outcome);
    }

    private Task<Wire.SessionResponse> AskAsync(Wire.SessionRequest fact, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _stream.AskAsync(fact, cancellationToken);
    }
}
