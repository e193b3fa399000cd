using System.Collections.Immutable;
using System.Net;
using Submission.Policy;
using Submission.Policy.Decisions;
using Submission.Policy.Testing;

namespace Submission.Cli.Session;

/// <summary>A client's connection, translated into calls of the policy as a host does it. Not thread-safe.</summary>
internal sealed class PolicyDialog(FakeWorld world, PolicyEngine engine) : IAsyncDisposable
{
    private PolicySession? _session;
    private PolicyTransaction? _transaction;
    private EmailAddress _sender = EmailAddress.NullReversePath;
    private int _seenRules;

    public bool IsConnected => _session is not null;

    public bool IsTls { get; private set; }

    public bool HasGreeted { get; private set; }

    public bool IsAuthenticated => _session?.Account is not null;

    public bool IsInTransaction => _transaction is not null;

    public bool HasRecipients => _transaction is { Recipients.Count: > 0 };

    public async ValueTask<DialogAnswer> ConnectAsync(IPAddress address, bool isTls, CancellationToken cancellationToken)
    {
        await CloseAsync();
        _session = engine.OpenSession(new ClientFacts(address));
        Verdict verdict = await _session.ConnectAsync(cancellationToken);
        DialogAnswer answer = Answer(_session, verdict, DialogReplies.Ready) with { Closes = !verdict.IsAccepted };
        if (answer.Closes) await CloseAsync();
        else if (isTls) StartTls();
        return answer;
    }

    public void StartTls()
    {
        _session!.TlsStarted();
        IsTls = true;
        HasGreeted = false;
    }

    public async ValueTask<DialogAnswer> HelloAsync(string name, CancellationToken cancellationToken)
    {
        // RFC 5321, section 4.1.4: EHLO ends a transaction as RSET does.
        await ResetAsync();
        Verdict verdict = await _session!.HeloAsync(name, cancellationToken);
        HasGreeted = verdict.IsAccepted;
        return await FinishAsync(Answer(_session, verdict, DialogReplies.Hello));
    }

    public async ValueTask<DialogAnswer> AuthenticateAsync(string login, string password, CancellationToken cancellationToken)
    {
        (AuthenticationOutcome outcome, AccountFacts? account) = IsTls || world.AllowsCleartextAuth
            ? world.Accounts.Authenticate(login, password)
            : (AuthenticationOutcome.EncryptionRequired, null);
        Verdict verdict = account is not null
            ? await _session!.AuthenticateAsync(account, cancellationToken)
            : await _session!.AuthenticateAsync(login, outcome, cancellationToken);
        return await FinishAsync(Answer(_session, verdict, account is not null ? DialogReplies.Authenticated : DialogReplies.NobodyAnsweredAuth));
    }

    public async ValueTask<DialogAnswer> MailAsync(EmailAddress sender, long? size, CancellationToken cancellationToken)
    {
        _sender = sender;
        _transaction = _session!.BeginTransaction();
        Verdict verdict = await _transaction.MailAsync(sender, new MailParameters { DeclaredSize = size }, cancellationToken);
        DialogAnswer answer = Answer(_transaction, verdict, DialogReplies.SenderOk);
        if (!verdict.IsAccepted) await ResetAsync();
        return await FinishAsync(answer);
    }

    public async ValueTask<DialogAnswer> RecipientAsync(EmailAddress recipient, CancellationToken cancellationToken)
    {
        Verdict verdict = await _transaction!.RecipientAsync(recipient, cancellationToken);
        return await FinishAsync(Answer(_transaction, verdict, DialogReplies.RecipientOk));
    }

    public async ValueTask<DialogAnswer> MessageAsync(DialogMessage message, CancellationToken cancellationToken)
    {
        // The scanners tell messages apart by their contents, so that each message needs one of its own.
        MessageContent content = MessageContent.FromMemory(message.Octets);
        if (message.Virus is { } virus) world.VirusScanner.Set(content, virus);
        if (message.Spam is { } spam) world.SpamScanner.Set(content, spam);
        var facts = new MessageFacts { Size = message.Size, Content = content, Structure = message.Structure };
        Verdict verdict = await _transaction!.MessageAsync(facts, cancellationToken);
        // Before the charge: behind it the facts of the message are forgotten.
        DialogAnswer answer = Answer(_transaction, verdict, DialogReplies.Ok);
        if (verdict.IsAccepted)
        {
            await _transaction.CommitAsync(cancellationToken);
            world.Delivery.Take(_session!, _transaction, _sender, world.Clock.GetUtcNow());
        }

        await ResetAsync();
        return await FinishAsync(answer);
    }

    public async ValueTask ResetAsync()
    {
        if (_transaction is not { } transaction) return;
        _transaction = null;
        _seenRules = 0;
        await transaction.DisposeAsync();
    }

    public async ValueTask CloseAsync()
    {
        await ResetAsync();
        if (_session is not { } session) return;
        _session = null;
        IsTls = false;
        HasGreeted = false;
        await session.DisposeAsync();
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private static DialogAnswer Answer(PolicySession session, Verdict verdict, string accepted) =>
        Answer(verdict, accepted, session.Id, session.Decision.Rules);

    private DialogAnswer Answer(PolicyTransaction transaction, Verdict verdict, string accepted)
    {
        ImmutableArray<RuleObservation> rules = transaction.Decision.Rules;
        ImmutableArray<RuleObservation> fresh = rules[Math.Min(_seenRules, rules.Length)..];
        _seenRules = rules.Length;
        return Answer(verdict, accepted, transaction.Id, fresh);
    }

    private static DialogAnswer Answer(Verdict verdict, string accepted, TransactionId id, ImmutableArray<RuleObservation> rules) =>
        new(verdict.Reply?.ToString() ?? accepted) { Verdict = verdict, Id = id.ToString(), Rules = rules, Closes = verdict.Kind == VerdictKind.Close };

    private async ValueTask<DialogAnswer> FinishAsync(DialogAnswer answer)
    {
        if (answer.Closes) await CloseAsync();
        return answer;
    }
}
