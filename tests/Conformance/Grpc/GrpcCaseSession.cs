using System.Net;
using Conformance.Messages;
using Conformance.Worlds;
using Submission.Policy.Client;
using Submission.Policy.Delivery;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Running;

namespace Conformance.Grpc;

/// <summary>A mail server that serves one client and asks over a stream of the gRPC service.</summary>
internal sealed class GrpcCaseSession(GrpcCaseHost host) : ICaseSession
{
    private const string ImplicitHelo = "client.example";

    private readonly CaseWorld _world = host.World;
    private readonly List<EmailAddress> _recipients = [];
    private PolicyClientSession? _session;
    private PolicyClientTransaction? _transaction;
    private EmailAddress _sender = EmailAddress.NullReversePath;
    private AccountFacts? _account;
    private bool _isTls;
    private bool _hasGreeted;

    public bool IsTraced { get; set; }

    public async ValueTask<StepOutcome> ConnectAsync(string address, bool isTls, CancellationToken cancellationToken)
    {
        await EndAsync();
        _session = host.Client.OpenSession(new ClientFacts(IPAddress.Parse(address)));
        StepOutcome outcome = await JudgeAsync(await _session.ConnectAsync(cancellationToken), _session.Id);
        if (isTls && _session is not null) await StartTlsAsync(cancellationToken);
        return outcome;
    }

    public async ValueTask<StepOutcome> HeloAsync(string name, CancellationToken cancellationToken)
    {
        if (_session is not { } session) return StepOutcome.NotPossible("there is no connection");
        await EndTransactionAsync();
        Verdict verdict = await session.HeloAsync(name, cancellationToken);
        _hasGreeted = verdict.IsAccepted;
        return await JudgeAsync(verdict, session.Id);
    }

    public async ValueTask<StepOutcome> StartTlsAsync(CancellationToken cancellationToken)
    {
        await _session!.TlsStartedAsync(cancellationToken);
        (_isTls, _hasGreeted, _account) = (true, false, null);
        return StepOutcome.None;
    }

    public async ValueTask<StepOutcome> AuthAsync(AuthStep step, string login, string password, CancellationToken cancellationToken)
    {
        if (await GreetAsync(cancellationToken) is { } refused) return refused;
        PolicyClientSession session = _session!;
        (AuthenticationOutcome outcome, AccountFacts? account) = step.Outcome is { } given
            ? (given, null)
            : _isTls || _world.AllowsCleartextAuth ? _world.Authenticate(login, password) : (AuthenticationOutcome.EncryptionRequired, null);
        // The service looks the account up, as the login tells it.
        AuthenticationVerdict answer = await session.AuthenticateAsync(login, outcome, cancellationToken);
        if (answer.Verdict.IsAccepted) _account = account;
        return answer.Outcome == outcome
            ? await JudgeAsync(answer.Verdict, session.Id)
            : StepOutcome.NotPossible($"the service takes {outcome} for {answer.Outcome}");
    }

    public ValueTask<StepOutcome> CancelAuthAsync(CancellationToken cancellationToken) => new(StepOutcome.None);

    public async ValueTask<StepOutcome> MailAsync(string from, long? size, CancellationToken cancellationToken)
    {
        if (await GreetAsync(cancellationToken) is { } refused) return refused;
        _sender = from.Length == 0 ? EmailAddress.NullReversePath : EmailAddress.Parse(from);
        _recipients.Clear();
        PolicyClientTransaction transaction = _session!.BeginTransaction();
        _transaction = transaction;
        Verdict verdict = await transaction.MailAsync(_sender, new MailParameters { DeclaredSize = size }, cancellationToken);
        TransactionId id = transaction.Id;
        if (!verdict.IsAccepted) await EndTransactionAsync();
        return await JudgeAsync(verdict, id);
    }

    public async ValueTask<StepOutcome> RecipientAsync(string to, CancellationToken cancellationToken)
    {
        if (_transaction is not { } transaction) return StepOutcome.NotPossible("no sender has been accepted");
        Verdict verdict = await transaction.RecipientAsync(EmailAddress.Parse(to), cancellationToken);
        if (verdict.IsAccepted) _recipients.Add(EmailAddress.Parse(to));
        return await JudgeAsync(verdict, transaction.Id);
    }

    public async ValueTask<StepOutcome> MessageAsync(CaseMessage message, CancellationToken cancellationToken)
    {
        if (_transaction is not { } transaction || _recipients.Count == 0) return StepOutcome.NotPossible("no recipient has been accepted");
        _world.Expect(message);
        byte[] octets = CaseMessageOctets.Of(message);
        MessageFacts facts = message.IsReadable
            ? new MessageFacts { Size = octets.LongLength, Content = MessageContent.FromMemory(octets) }
            : new MessageFacts { Size = message.Size };
        Verdict verdict = await transaction.MessageAsync(facts, cancellationToken);
        if (verdict.IsAccepted && message.IsHandedOver)
        {
            await transaction.CommitAsync(cancellationToken);
            TakeDelivery(transaction.Id);
        }

        await EndTransactionAsync();
        return await JudgeAsync(verdict, transaction.Id);
    }

    public async ValueTask<StepOutcome> ResetAsync(CancellationToken cancellationToken)
    {
        await EndTransactionAsync();
        return StepOutcome.None;
    }

    public async ValueTask EndAsync()
    {
        await EndTransactionAsync();
        if (_session is not { } session) return;
        _session = null;
        (_isTls, _hasGreeted, _account) = (false, false, null);
        await session.DisposeAsync();
    }

    public ValueTask DisposeAsync() => EndAsync();

    private async ValueTask<StepOutcome?> GreetAsync(CancellationToken cancellationToken)
    {
        if (_session is null) return StepOutcome.NotPossible("there is no connection");
        if (_hasGreeted) return null;
        StepOutcome outcome = await HeloAsync(ImplicitHelo, cancellationToken);
        return _hasGreeted ? null : outcome;
    }

    // The verdict as it came over the wire; the id is that of the answer.
    private async ValueTask<StepOutcome> JudgeAsync(Verdict verdict, TransactionId id)
    {
        if (verdict.Kind == VerdictKind.Close) await EndAsync();
        return new StepOutcome(verdict, id, null);
    }

    private async ValueTask EndTransactionAsync()
    {
        if (_transaction is not { } transaction) return;
        _transaction = null;
        await transaction.DisposeAsync();
    }

    private void TakeDelivery(TransactionId id) => _world.Delivery.Take(
        new DeliveryReport
        {
            MessageId = id.ToString(),
            Event = DeliveryEvent.Queued,
            AcceptedAt = _world.Clock.GetUtcNow(),
            Sender = _sender,
            Client = _session!.Client,
            Account = _account,
        },
        [.. _recipients]);
}
