namespace Submission.Policy;

/// <summary>
/// The answer of a rule, a stage or a whole policy: go on, or refuse with a reply. Immutable and thread-safe.
/// </summary>
public sealed record Verdict
{
    private Verdict(VerdictKind kind, SmtpReply? reply, string? reason)
    {
        Kind = kind;
        Reply = reply;
        Reason = reason;
    }

    /// <summary>Go on. Always the same instance.</summary>
    public static Verdict Accept { get; } = new(VerdictKind.Accept, null, null);

    /// <summary>What the host is asked to do.</summary>
    public VerdictKind Kind { get; }

    /// <summary>The reply for the client; <see langword="null"/> where the verdict is to go on.</summary>
    public SmtpReply? Reply { get; }

    /// <summary>The cause for the log and the decision record; never sent to the client.</summary>
    public string? Reason { get; }

    /// <summary>The rule that decided; the default id where no rule did.</summary>
    public RuleId Rule { get; init; }

    /// <summary>Whether the host goes on (<see cref="VerdictKind.Accept"/> and <see cref="VerdictKind.Hold"/>).</summary>
    public bool IsAccepted => Kind is VerdictKind.Accept or VerdictKind.Hold;

    /// <summary>Refuse for good.</summary>
    /// <param name="reply">A 5xx reply.</param>
    /// <param name="reason">The cause for the log; never sent to the client.</param>
    public static Verdict Refuse(SmtpReply reply, string? reason = null) => new(VerdictKind.Refuse, reply, reason);

    /// <summary>Refuse for now.</summary>
    /// <param name="reply">A 4xx reply.</param>
    /// <param name="reason">The cause for the log; never sent to the client.</param>
    public static Verdict Defer(SmtpReply reply, string? reason = null) => new(VerdictKind.Defer, reply, reason);

    /// <summary>Refuse, then close the connection.</summary>
    /// <param name="reply">A 4xx or 5xx reply.</param>
    /// <param name="reason">The cause for the log; never sent to the client.</param>
    public static Verdict Close(SmtpReply reply, string? reason = null) => new(VerdictKind.Close, reply, reason);

    /// <summary>Accept the message, but keep it for an operator.</summary>
    /// <param name="reason">Why it is kept.</param>
    public static Verdict Hold(string? reason = null) => new(VerdictKind.Hold, null, reason);

    /// <summary>A rule's answer when what it needs to know is unavailable; the engine answers with the rule's <c>on-error</c>.</summary>
    /// <param name="reason">What was unavailable, for the log.</param>
    public static Verdict Unavailable(string reason) => new(VerdictKind.Unavailable, null, reason);

    /// <summary>The kind, and the reply where there is one.</summary>
    public override string ToString() => Reply is null ? Kind.ToString() : $"{Kind}: {Reply}";
}
