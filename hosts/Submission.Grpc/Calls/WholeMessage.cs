using Submission.Grpc.Mapping;
using Submission.Hosting.Sessions;

namespace Submission.Grpc.Calls;

/// <summary>
/// Judges a message of which the facts are told at once, stage by stage. What it reserves is given back where the session is disposed. Not thread-safe.
/// </summary>
internal sealed class WholeMessage(PolicyServices services, PolicySession session, Wire.MessageFacts facts)
{
    private const string Facts = "facts";
    private readonly SessionLog _log = new(services.Logger, session);
    private EmailAddress? _sender;
    private PolicyTransaction? _transaction;

    /// <summary>The transaction; <see langword="null"/> where MAIL was not judged.</summary>
    public PolicyTransaction? Transaction => _transaction;

    /// <summary>The verdicts of the stages that were judged.</summary>
    public List<Wire.StageVerdict> Stages { get; } = [];

    /// <summary>The verdict on the whole.</summary>
    public Verdict Verdict { get; private set; } = Verdict.Accept;

    /// <summary>The id by which the decision is found.</summary>
    public TransactionId Id => _transaction?.Id ?? session.Id;

    /// <summary>What the spam scanner thinks.</summary>
    public Wire.SpamScan? Spam => VerdictMessages.Of(_transaction?.Spam);

    /// <summary>Finds what is missing before anything is judged.</summary>
    /// <exception cref="global::Grpc.Core.RpcException">Something is.</exception>
    public static ClientFacts Check(Wire.MessageFacts? facts, bool mustBeWhole)
    {
        if (facts is null) throw CallErrors.Absent(Facts);
        ClientFacts client = FactReader.Client(facts.Connect, "facts.connect");
        if (facts.Mail is null && (mustBeWhole || facts.Recipients.Count > 0)) throw CallErrors.Absent("facts.mail");
        if (facts.Recipients.Count == 0 && (mustBeWhole || facts.Message is not null)) throw CallErrors.Absent("facts.recipients");
        if (facts.Message is null && mustBeWhole) throw CallErrors.Absent("facts.message");
        FactReader.Bound(facts.Recipients, FactReader.MaximumRecipients, "facts.recipients");
        return client;
    }

    /// <summary>Judges as far as the facts go, and not beyond a refusal.</summary>
    public async ValueTask JudgeAsync(CancellationToken cancellationToken)
    {
        // Read before anything is judged, so that a call with a wrong field has no effect.
        MessageFacts? message = facts.Message is null ? null : FactReader.Message(facts.Message, null, "facts.message");
        string? helo = facts.Helo is null ? null : FactReader.HeloName(facts.Helo, "facts.helo");
        _sender = facts.Mail is null ? null : FactReader.ReversePath(facts.Mail, "facts.mail");
        MailParameters? parameters = facts.Mail is null ? null : FactReader.Parameters(facts.Mail, "facts.mail");
        EmailAddress?[] recipients = [.. facts.Recipients.Select(static (recipient, index) => FactReader.ForwardPath(recipient, $"facts.recipients[{index}]"))];

        if (!Take(PolicyStage.Connect, await AskAsync(session.ConnectAsync(cancellationToken), cancellationToken))) return;
        if (facts.IsTls) session.TlsStarted();
        if (helo is not null && !Take(PolicyStage.Helo, await AskAsync(session.HeloAsync(helo, cancellationToken), cancellationToken))) return;
        if (facts.Authentication is { } authentication && !await AuthenticateAsync(authentication, cancellationToken)) return;
        if (facts.Mail is null) return;
        if (_sender is null)
        {
            Take(PolicyStage.Mail, HostVerdicts.BadSender);
            return;
        }

        _transaction = session.BeginTransaction();
        if (!Take(PolicyStage.Mail, await AskAsync(_transaction.MailAsync(_sender, parameters, cancellationToken), cancellationToken))) return;
        if (recipients.Length == 0 || !await JudgeRecipientsAsync(recipients, cancellationToken) || message is null) return;
        Take(PolicyStage.Message, await AskAsync(_transaction.MessageAsync(message, cancellationToken), cancellationToken));
    }

    private ValueTask<Verdict> AskAsync(ValueTask<Verdict> judging, CancellationToken cancellationToken) => services.JudgeAsync(judging, Id, cancellationToken);

    private async ValueTask<bool> AuthenticateAsync(Wire.Authentication authentication, CancellationToken cancellationToken)
    {
        (Verdict verdict, AuthenticationOutcome outcome) = await services.AuthenticateAsync(session, authentication, "facts.authentication", cancellationToken);
        Verdict = verdict;
        Stages.Add(new Wire.StageVerdict { Stage = Wire.Stage.Auth, Verdict = VerdictMessages.Of(verdict), AuthenticationOutcome = VerdictMessages.Of(outcome) });
        return verdict.IsAccepted;
    }

    private async ValueTask<bool> JudgeRecipientsAsync(EmailAddress?[] recipients, CancellationToken cancellationToken)
    {
        Verdict? refusal = null;
        bool isAnyAccepted = false;
        for (int i = 0; i < recipients.Length; i++)
        {
            Verdict verdict = recipients[i] is { } recipient
                ? await AskAsync(_transaction!.RecipientAsync(recipient, cancellationToken), cancellationToken)
                : HostVerdicts.BadRecipient;
            _log.Verdict(PolicyStage.Rcpt, verdict, Id, _sender, recipients[i]);
            Stages.Add(new Wire.StageVerdict { Stage = Wire.Stage.Rcpt, RecipientIndex = (uint)i, Verdict = VerdictMessages.Of(verdict) });
            isAnyAccepted |= verdict.IsAccepted;
            if (verdict.IsAccepted) continue;
            refusal ??= verdict;
            if (verdict.Kind != VerdictKind.Close) continue;
            // The connection is over, whoever was accepted before.
            Verdict = verdict;
            return false;
        }

        Verdict = isAnyAccepted ? Verdict.Accept : refusal!;
        return isAnyAccepted;
    }

    private bool Take(PolicyStage stage, Verdict verdict)
    {
        Verdict = verdict;
        _log.Verdict(stage, verdict, Id, _sender);
        Stages.Add(new Wire.StageVerdict { Stage = VerdictMessages.Of(stage), Verdict = VerdictMessages.Of(verdict) });
        return verdict.IsAccepted;
    }
}
