using System.Net;
using Submission.Hosting.Accounts;
using Submission.Hosting.Sessions;
using Submission.PostfixPolicy.Protocol;

namespace Submission.PostfixPolicy.Sessions;

/// <summary>
/// One SMTP session of a client, as the requests of Postfix show it. Whatever stage Postfix did not ask for is judged with the first request that knows its facts, in the order of the stages; a stage that
/// was refused answers everything that comes after it with the same text. Used by one caller at a time, who holds <see cref="Gate"/>.
/// </summary>
internal sealed class MailSession : IAsyncDisposable
{
    private readonly SessionServices _services;
    private readonly PolicySession _policy;
    private readonly SessionLog _log;
    private readonly byte[] _address;
    private bool _isConnectJudged;
    private bool _isTls;
    private byte[]? _helo;
    private byte[] _login = [];
    private PolicyAction? _refusedConnection;
    private PolicyAction? _refusedHelo;
    private InstanceText? _lastInstance;
    private MailTransaction? _transaction;
    private Gate _gate;

    public MailSession(SessionKey key, ReadOnlySpan<byte> address, SessionServices services)
    {
        Key = key;
        _address = address.ToArray();
        _services = services;
        _policy = services.Engine.OpenSession(new ClientFacts(key.Address));
        _log = new SessionLog(services.Logger, _policy);
    }

    public SessionKey Key { get; }

    /// <summary>Kept by whoever is being answered, so that two connections that tell of the same session wait for each other.</summary>
    public ref Gate Gate => ref _gate;

    /// <summary>Whether it has left the table: whoever has waited for it must look again. Read and written by the holder of <see cref="Gate"/>.</summary>
    public bool IsEnded { get; set; }

    /// <summary>When it was last asked about, in beats of the server. Kept by the table.</summary>
    public int LastSeen { get; set; }

    /// <summary>The instance under which the table finds it; kept by the table.</summary>
    public string? IndexedInstance { get; set; }

    /// <summary>The session's place in the table; kept by the table.</summary>
    public LinkedListNode<MailSession>? Node { get; set; }

    /// <summary>Whether a request tells of this session, and not of another one from the same port of the same client.</summary>
    public bool Serves(PolicyRequest request)
    {
        if (!request[PolicyAttribute.ClientAddress].SequenceEqual(_address) || ReadPort(request, PolicyAttribute.ClientPort) != Key.ClientPort) return false;
        if (ReadPort(request, PolicyAttribute.ServerPort) != Key.ServerPort) return false;
        if (request.State == ProtocolState.Connect) return _helo is null && _transaction is null;
        ReadOnlySpan<byte> instance = request[PolicyAttribute.Instance];
        if (_lastInstance is not { } last || instance.IsEmpty || _transaction?.Has(instance) == true) return true;
        return !InstanceText.TryRead(instance, out InstanceText next) || !last.IsOfAnotherSession(next);
    }

    /// <summary>Answers a request.</summary>
    /// <param name="request">A request that this session serves; it stays as it is until the answer is there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<PolicyAction> DecideAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        if (request.State is ProtocolState.Other or ProtocolState.Unknown) return PolicyAction.Dunno;
        if (!_isConnectJudged)
        {
            _isConnectJudged = true;
            Verdict verdict = await _policy.ConnectAsync(cancellationToken).ConfigureAwait(false);
            _log.Verdict(PolicyStage.Connect, verdict);
            if (!verdict.IsAccepted) _refusedConnection = PolicyAction.Of(verdict, _policy.Id);
        }

        if (_refusedConnection is not null || request.State == ProtocolState.Connect) return _refusedConnection ?? PolicyAction.Dunno;
        if (!_isTls && !request[PolicyAttribute.EncryptionProtocol].IsEmpty) await StartTlsAsync().ConfigureAwait(false);
        if (!request[PolicyAttribute.HeloName].IsEmpty && !request[PolicyAttribute.HeloName].SequenceEqual(_helo)) await SayHelloAsync(request, cancellationToken).ConfigureAwait(false);
        if (_refusedHelo is not null || request.State == ProtocolState.Helo) return _refusedHelo ?? PolicyAction.Dunno;
        if (_transaction is null || !_transaction.Continues(request)) await BeginAsync(request, cancellationToken).ConfigureAwait(false);
        return await _transaction!.DecideAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await EndTransactionAsync().ConfigureAwait(false);
        await _policy.DisposeAsync().ConfigureAwait(false);
    }

    public static ushort ReadPort(PolicyRequest request, PolicyAttribute attribute)
    {
        long port = request.Number(attribute);
        return port <= IPEndPoint.MaxPort ? (ushort)port : (ushort)0;
    }

    private async ValueTask StartTlsAsync()
    {
        await EndTransactionAsync().ConfigureAwait(false);
        _policy.TlsStarted();
        (_isTls, _helo, _login, _refusedHelo) = (true, null, [], null);
    }

    private async ValueTask SayHelloAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        // RFC 5321, section 4.1.4: EHLO resets.
        await EndTransactionAsync().ConfigureAwait(false);
        _helo = request[PolicyAttribute.HeloName].ToArray();
        Verdict verdict = await _policy.HeloAsync(request.Text(PolicyAttribute.HeloName), cancellationToken).ConfigureAwait(false);
        _log.Verdict(PolicyStage.Helo, verdict);
        _refusedHelo = verdict.IsAccepted ? null : PolicyAction.Of(verdict, _policy.Id);
    }

    private async ValueTask BeginAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        await EndTransactionAsync().ConfigureAwait(false);
        if (InstanceText.TryRead(request[PolicyAttribute.Instance], out InstanceText instance)) _lastInstance = instance;
        PolicyAction? refused = request[PolicyAttribute.SaslUsername].SequenceEqual(_login) ? null : await AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        _transaction = new MailTransaction(request, refused is null ? _login : request[PolicyAttribute.SaslUsername].ToArray(), _policy, _log, _services, refused);
    }

    private async ValueTask<PolicyAction?> AuthenticateAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        EmailAddress? address = Mailbox.ReadLogin(request, _services.Known);
        (AuthenticationOutcome outcome, AccountFacts? account) = address is null
            ? new AuthenticationResult(AuthenticationOutcome.UnknownUser, null)
            : await _services.Accounts.FindAsync(address, cancellationToken).ConfigureAwait(false);
        string login = account?.Login ?? request.Text(PolicyAttribute.SaslUsername);
        Verdict verdict = account is not null
            ? await _policy.AuthenticateAsync(account, cancellationToken).ConfigureAwait(false)
            : await _policy.AuthenticateAsync(login, outcome, cancellationToken).ConfigureAwait(false);
        if (outcome != AuthenticationOutcome.Succeeded || !verdict.IsAccepted) _log.Authentication(outcome, login, verdict);
        if (!verdict.IsAccepted) return PolicyAction.Of(verdict, _policy.Id);
        // Doubt is no missing account: what the rules would say to a client that has not authenticated is for good.
        if (outcome == AuthenticationOutcome.Unavailable) return OwnReplies.AccountUnknown(_policy.Id);
        // Postfix has let somebody in of whom the account file says otherwise.
        if (account is null) return PolicyAction.Refuse(SessionReplies.Unauthenticated(outcome, _policy.Id));
        _login = request[PolicyAttribute.SaslUsername].ToArray();
        return null;
    }

    private async ValueTask EndTransactionAsync()
    {
        if (_transaction is not { } transaction) return;
        _transaction = null;
        await transaction.DisposeAsync().ConfigureAwait(false);
    }
}
