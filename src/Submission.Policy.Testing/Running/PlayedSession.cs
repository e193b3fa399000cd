using System.Net;
using Submission.Policy.Decisions;
using Submission.Policy.Testing.Cases;

namespace Submission.Policy.Testing.Running;

/// <summary>A client's connection, translated into calls of the policy as a host would do it.</summary>
internal sealed class PlayedSession(FakeWorld world, PolicyEngine engine, CaseEvidence evidence) : ICaseSession
{
    private const string ImplicitHelo = "client.example";
    private PolicySession? _session;
    private PolicyTransaction? _transaction;
    private EmailAddress _sender = EmailAddress.NullReversePath;
    private bool _isTls;
    private bool _hasGreeted;
    private int _seenRules;

    public bool IsTraced { get; set; }

    public async ValueTask<StepOutcome> ConnectAsync(string address, bool isTls, CancellationToken cancellationToken)
    {
        await EndAsync().ConfigureAwait(false);
        PolicySession session = engine.OpenSession(new ClientFacts(IPAddress.Parse(address)));
        _session = session;
        Verdict verdict = await session.ConnectAsync(cancellationToken).ConfigureAwait(false);
        StepOutcome outcome = await AfterSessionStageAsync(session, verdict).ConfigureAwait(false);
        if (isTls && verdict.IsAccepted) await StartTlsAsync(cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    public ValueTask<StepOutcome> StartTlsAsync(CancellationToken cancellationToken)
    {
        if (_session is null) return new(StepOutcome.NotPossible("there is no connection"));
        _session.TlsStarted();
        _isTls = true;
        _hasGreeted = false;
        return new(StepOutcome.None);
    }

    public async ValueTask<StepOutcome> HeloAsync(string name, CancellationToken cancellationToken)
    {
        if (_session is null) return StepOutcome.NotPossible("there is no connection");
        // RFC 5321, section 4.1.4: EHLO ends a transaction as RSET does.
        await EndTransactionAsync().ConfigureAwait(false);
        Verdict verdict = await _session.HeloAsync(name, cancellationToken).ConfigureAwait(false);
        _hasGreeted = verdict.IsAccepted;
        return await AfterSessionStageAsync(_session, verdict).ConfigureAwait(false);
    }

    public async ValueTask<StepOutcome> AuthAsync(AuthStep step, string login, string password, CancellationToken cancellationToken)
    {
        if (_transaction is not null) return StepOutcome.NotPossible("AUTH within a transaction");
        if (await GreetAsync(cancellationToken).ConfigureAwait(false) is { } refused) return refused;
        (AuthenticationOutcome outcome, AccountFacts? account) = step.Outcome is { } given
            ? (given, null)
            : _isTls || world.AllowsCleartextAuth
                ? world.Accounts.Authenticate(login, password)
                : (AuthenticationOutcome.EncryptionRequired, null);
        Verdict verdict = account is not null
            ? await _session!.AuthenticateAsync(account, cancellationToken).ConfigureAwait(false)
            : await _session!.AuthenticateAsync(login, outcome, cancellationToken).ConfigureAwait(false);
        return await AfterSessionStageAsync(_session, verdict).ConfigureAwait(false);
    }

    public async ValueTask<StepOutcome> MailAsync(string from, long? size, CancellationToken cancellationToken)
    {
        if (_transaction is not null) return StepOutcome.NotPossible("a transaction is under way");
        if (await GreetAsync(cancellationToken).ConfigureAwait(false) is { } refused) return refused;
        _sender = from.Length == 0 ? EmailAddress.NullReversePath : EmailAddress.Parse(from);
        PolicyTransaction transaction = _session!.BeginTransaction();
        _transaction = transaction;
        Verdict verdict = await transaction.MailAsync(_sender, new MailParameters { DeclaredSize = size }, cancellationToken).ConfigureAwait(false);
        return await AfterTransactionStageAsync(transaction, verdict, ends: !verdict.IsAccepted).ConfigureAwait(false);
    }

    public async ValueTask<StepOutcome> RecipientAsync(string to, CancellationToken cancellationToken)
    {
        if (_transaction is not { } transaction) return StepOutcome.NotPossible("no sender has been accepted");
        Verdict verdict = await transaction.RecipientAsync(EmailAddress.Parse(to), cancellationToken).ConfigureAwait(false);
        return await AfterTransactionStageAsync(transaction, verdict, ends: false).ConfigureAwait(false);
    }

    public async ValueTask<StepOutcome> MessageAsync(CaseMessage message, CancellationToken cancellationToken)
    {
        if (_transaction is not { } transaction) return StepOutcome.NotPossible("no sender has been accepted");
        if (transaction.Recipients.Count == 0) return StepOutcome.NotPossible("no recipient has been accepted");
        // The scanners tell messages apart by their contents, so that each message needs one of its own.
        MessageContent content = MessageContent.FromMemory(message.Octets);
        if (message.Virus is { } virus) world.VirusScanner.Set(content, virus);
        if (message.Spam is { } spam) world.SpamScanner.Set(content, spam);
        var facts = new MessageFacts { Size = message.Size, Content = message.IsReadable ? content : null, Structure = message.Structure };
        Verdict verdict = await transaction.MessageAsync(facts, cancellationToken).ConfigureAwait(false);
        if (verdict.IsAccepted && message.IsHandedOver)
        {
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            world.Delivery.Take(_session!, transaction, _sender, world.Clock.GetUtcNow());
        }

        return await AfterTransactionStageAsync(transaction, verdict, ends: true).ConfigureAwait(false);
    }

    public async ValueTask<StepOutcome> ResetAsync(CancellationToken cancellationToken)
    {
        await EndTransactionAsync().ConfigureAwait(false);
        return StepOutcome.None;
    }

    public async ValueTask EndAsync()
    {
        await EndTransactionAsync().ConfigureAwait(false);
        if (_session is null) return;
        PolicySession session = _session;
        _session = null;
        _isTls = false;
        _hasGreeted = false;
        await session.DisposeAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => EndAsync();

    // The policy hears nothing of an exchange that the client gave up.
    public ValueTask<StepOutcome> CancelAuthAsync(CancellationToken cancellationToken) => new(StepOutcome.None);

    // A record tells of the whole transaction; steps that were not traced have left theirs in it.
    private static int FirstOfLastStep(DecisionRecord record)
    {
        int first = record.Rules.Length;
        while (first > 0 && record.Rules[first - 1].Stage == record.Stage && record.Rules[first - 1].Recipient == record.Rules[^1].Recipient) first--;
        return first;
    }

    // Every client greets; a case need not say so.
    private async ValueTask<StepOutcome?> GreetAsync(CancellationToken cancellationToken)
    {
        if (_session is null) return StepOutcome.NotPossible("there is no connection");
        if (_hasGreeted) return null;
        StepOutcome outcome = await HeloAsync(ImplicitHelo, cancellationToken).ConfigureAwait(false);
        return _hasGreeted ? null : outcome;
    }

    private async ValueTask<StepOutcome> AfterSessionStageAsync(PolicySession session, Verdict verdict)
    {
        DecisionRecord record = session.Decision;
        evidence.Add(record);
        var outcome = new StepOutcome(verdict, session.Id, null) { Decisions = new StepDecisions(record, 0) };
        if (verdict.Kind == VerdictKind.Close) await EndAsync().ConfigureAwait(false);
        return outcome;
    }

    private async ValueTask<StepOutcome> AfterTransactionStageAsync(PolicyTransaction transaction, Verdict verdict, bool ends)
    {
        var outcome = new StepOutcome(verdict, transaction.Id, null);
        if (IsTraced)
        {
            DecisionRecord record = transaction.Decision;
            outcome = outcome with { Decisions = new StepDecisions(record, Math.Max(_seenRules, FirstOfLastStep(record))) };
            _seenRules = record.Rules.Length;
        }

        if (ends) await EndTransactionAsync().ConfigureAwait(false);
        if (verdict.Kind == VerdictKind.Close) await EndAsync().ConfigureAwait(false);
        return outcome;
    }

    private async ValueTask EndTransactionAsync()
    {
        if (_transaction is not { } transaction) return;
        _transaction = null;
        _seenRules = 0;
        evidence.Add(transaction.Decision);
        await transaction.DisposeAsync().ConfigureAwait(false);
    }
}
