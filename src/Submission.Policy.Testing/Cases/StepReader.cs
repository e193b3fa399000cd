using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Cases;

/// <summary>Reads the <c>steps</c> of a case.</summary>
internal sealed class StepReader(CaseBinder binder, MessageFiles messages)
{
    /// <summary>The turn of the innermost repetition.</summary>
    public const string Turn = "{n}";

    private const int MaximumRepeat = 100_000;
    private const int MaximumNesting = 4;
    private static readonly string[] Actions =
    [
        "connect", "helo", "starttls", "auth", "mail", "rcpt", "message", "reset", "quit", "after", "repeat",
        "queued", "delivered", "bounced", "lift_blocks",
    ];

    private static readonly string[] Words = [.. Actions, "session", "expect", "by", "close", "do"];

    private readonly MessageStepReader _messages = new(binder, messages);
    private readonly FeedbackStepReader _feedback = new(binder);

    /// <summary>A text as it is in the first turn of a repetition, so that it can be checked before any is played.</summary>
    public static string FirstTurn(string text, int depth) => depth > 0 ? text.Replace(Turn, "1", StringComparison.Ordinal) : text;

    public ImmutableArray<CaseStep> Read(SpecNode node, CaseExpectation? inherited = null, int depth = 0)
    {
        ImmutableArray<CaseStep>.Builder steps = ImmutableArray.CreateBuilder<CaseStep>();
        foreach (SpecNode item in binder.Sequence(node, "'steps'"))
        {
            if (ReadStep(item, inherited, depth) is { } step) steps.Add(step);
        }

        return steps.ToImmutable();
    }

    private CaseStep? ReadStep(SpecNode node, CaseExpectation? inherited, int depth)
    {
        if (node is SpecScalar scalar)
        {
            node = new SpecMapping(scalar.Location, [new SpecEntry(scalar, new SpecScalar(scalar.Location, ""))]);
        }

        if (binder.Mapping(node, "a step", Words) is not { } mapping) return null;
        SpecEntry[] actions = [.. mapping.Entries.Where(static entry => Actions.Contains(entry.Key.Value, StringComparer.Ordinal))];
        if (actions.Length != 1)
        {
            binder.Error(node.Location, "A step does exactly one thing.", $"It is one of: {string.Join(", ", Actions)}.");
            return null;
        }

        SpecEntry action = actions[0];
        CaseExpectation? expectation = Expectation(mapping, inherited);
        CaseStep? step = action.Key.Value == "repeat" ? Repeat(mapping, action, expectation, depth) : Action(action, depth);
        bool hasVerdict = step is ConnectStep or HeloStep or AuthStep or MailStep or RcptStep or MessageStep;
        if (step is not null and not RepeatStep && !hasVerdict && (mapping.TryGet("expect", out _) || mapping.TryGet("by", out _) || mapping.TryGet("close", out _)))
            binder.Error(node.Location, $"Nothing is said to '{action.Key.Value}', so nothing can be expected.");
        if (step is FeedbackStep or LiftStep && mapping.TryGet("session", out SpecEntry? session))
            binder.Error(session.Key.Location, $"'{action.Key.Value}' happens outside of every session.", "Leave 'session' out.");
        return step is null ? null : step with
        {
            Session = binder.Text(mapping, "session") ?? "",
            Expectation = hasVerdict ? expectation ?? CaseExpectation.Accepted : null,
        };
    }

    private CaseExpectation? Expectation(SpecMapping mapping, CaseExpectation? inherited)
    {
        string? outcome = binder.Text(mapping, "expect");
        string? by = binder.Text(mapping, "by");
        bool? closes = binder.YesNo(mapping, "close");
        if (outcome is null && by is null && closes is null) return inherited;
        outcome ??= CaseExpectation.Accept;
        if (outcome is not (CaseExpectation.Accept or CaseExpectation.Any) && !SmtpReply.TryParse(outcome.Replace("{id}", "id", StringComparison.Ordinal), out _))
        {
            mapping.TryGet("expect", out SpecEntry? entry);
            binder.Error(entry!.Value.Location, $"'{outcome}' cannot be expected.", "Write accept, any, or a whole reply line.");
        }

        if (by is not null && !RuleId.IsValid(by)) binder.Error(mapping.Location, $"'{by}' is not the id of a rule.");
        return new CaseExpectation(outcome, by, closes);
    }

    private RepeatStep? Repeat(SpecMapping mapping, SpecEntry action, CaseExpectation? expectation, int depth)
    {
        if (!mapping.TryGet("do", out SpecEntry? steps))
        {
            binder.Error(mapping.Location, "'repeat' needs 'do'.");
            return null;
        }

        if (depth == MaximumNesting)
        {
            binder.Error(action.Key.Location, $"Repetitions stand at most {MaximumNesting} deep in each other.");
            return null;
        }

        long count = binder.Number(mapping, "repeat", 1, MaximumRepeat) ?? 1;
        return new RepeatStep(mapping.Location, $"repeat: {count}", (int)count, Read(steps.Value, expectation, depth + 1));
    }

    private CaseStep? Action(SpecEntry action, int depth)
    {
        SpecLocation at = action.Key.Location;
        string text = StepText.Describe(action);
        return action.Key.Value switch
        {
            "connect" => Connect(action.Value, at, text, depth),
            "helo" => new HeloStep(at, text, binder.Text(action.Value, "'helo'")),
            "starttls" => new StartTlsStep(at, text),
            "auth" => Auth(action.Value, at, text),
            "mail" => Mail(action.Value, at, text, depth),
            "rcpt" => new RcptStep(at, text, Path(action.Value, "'rcpt'", depth)),
            "message" => _messages.Read(action.Value) is { } message ? new MessageStep(at, text, message) : null,
            "reset" => new ResetStep(at, text),
            "quit" => new QuitStep(at, text),
            "queued" or "delivered" or "bounced" => _feedback.Read(action, text, depth),
            "lift_blocks" => Lift(action.Value, at, text),
            _ => After(action.Value, at, text),
        };
    }

    private ConnectStep? Connect(SpecNode node, SpecLocation at, string text, int depth)
    {
        bool isTls = true;
        SpecNode address = node;
        if (node is SpecMapping)
        {
            if (binder.Mapping(node, "connect", "ip", "tls") is not { } mapping || !mapping.TryGet("ip", out SpecEntry? ip))
            {
                binder.Error(node.Location, "'connect' needs an 'ip'.");
                return null;
            }

            isTls = binder.YesNo(mapping, "tls") ?? true;
            address = ip.Value;
        }

        string value = binder.Text(address, "'connect'");
        if (!IPAddress.TryParse(FirstTurn(value, depth), out _))
            binder.Error(address.Location, $"'{value}' is not an IP address.");
        return new ConnectStep(at, text, value, isTls);
    }

    private CaseStep? Auth(SpecNode node, SpecLocation at, string text)
    {
        if (node is SpecScalar { Value: "cancelled" }) return new CancelledAuthStep(at, text);
        if (node is SpecSequence)
        {
            ImmutableArray<SpecScalar> pair = binder.Texts(node, "'auth'");
            if (pair.Length == 2) return new AuthStep(at, text, pair[0].Value, pair[1].Value, null);
        }
        else if (node is SpecMapping && binder.Mapping(node, "auth", "login", "password", "outcome") is { } mapping && binder.Text(mapping, "login") is { } login)
        {
            return new AuthStep(at, text, login, binder.Text(mapping, "password") ?? "", Outcome(mapping));
        }

        binder.Error(node.Location, "'auth' needs a login and a password.", "Write auth: [login, password], { login: ..., outcome: ... } or cancelled.");
        return null;
    }

    private AuthenticationOutcome? Outcome(SpecMapping mapping)
    {
        switch (binder.Text(mapping, "outcome"))
        {
            case null: return null;
            case "wrong-password": return AuthenticationOutcome.WrongPassword;
            case "unknown-user": return AuthenticationOutcome.UnknownUser;
            case "disabled": return AuthenticationOutcome.Disabled;
            case "unavailable": return AuthenticationOutcome.Unavailable;
            case "encryption-required": return AuthenticationOutcome.EncryptionRequired;
            default:
                binder.Error(mapping.Location, "An outcome is wrong-password, unknown-user, disabled, unavailable or encryption-required.");
                return null;
        }
    }

    private MailStep? Mail(SpecNode node, SpecLocation at, string text, int depth)
    {
        if (node is not SpecMapping) return new MailStep(at, text, Path(node, "'mail'", depth), null);
        if (binder.Mapping(node, "mail", "from", "size") is not { } mapping || !mapping.TryGet("from", out SpecEntry? from))
        {
            binder.Error(node.Location, "'mail' needs 'from'.");
            return null;
        }

        return new MailStep(at, text, Path(from.Value, "'from'", depth), binder.Number(mapping, "size", 0, long.MaxValue));
    }

    private string Path(SpecNode node, string what, int depth)
    {
        string text = binder.Text(node, what);
        if (text is "<>" or "") return "";
        if (!EmailAddress.TryParse(FirstTurn(text, depth), out _))
            binder.Error(node.Location, $"'{text}' is not a mail address.", "Write it without angle brackets; <> is the null sender.");
        return text;
    }

    private LiftStep Lift(SpecNode node, SpecLocation at, string text)
    {
        string subject = binder.Text(node, "'lift_blocks'");
        if (subject.Length == 0 && node is SpecScalar) binder.Error(node.Location, "'lift_blocks' names whose blocks are lifted.", "Write an address, a login or an IP address.");
        return new LiftStep(at, text, subject);
    }

    private AfterStep After(SpecNode node, SpecLocation at, string text)
    {
        string value = binder.Text(node, "'after'");
        if (!DurationText.TryParse(value, out TimeSpan time)) binder.Error(node.Location, $"'{value}' is not a span of time.", "Write for example 61s, 5m or 1h30m.");
        return new AfterStep(at, text, time);
    }
}
