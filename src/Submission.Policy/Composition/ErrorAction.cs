using Submission.Policy.Kinds;
using Submission.Policy.Rules;

namespace Submission.Policy.Composition;

/// <summary>What an unavailable look-up, scanner or store means for a rule: <c>on-error</c>. Immutable.</summary>
internal sealed class ErrorAction
{
    private static readonly EnhancedStatus TemporaryStatus = new(4, 3, 0);
    private static readonly EnhancedStatus AuthenticationStatus = new(4, 7, 0);
    private readonly VerdictKind _kind;
    private readonly RuleReply? _reply;

    private ErrorAction(VerdictKind kind, RuleReply? reply)
    {
        _kind = kind;
        _reply = reply;
    }

    /// <summary>Defer with <c>451 4.3.0</c>, or with <c>454 4.7.0</c> in an AUTH exchange (RFC 4954, section 4).</summary>
    public static ErrorAction DeferByDefault { get; } = new(VerdictKind.Defer, null);

    public static ErrorAction Accept { get; } = new(VerdictKind.Accept, null);

    /// <summary>Count by this node's part of the limit; what that is no answer to is deferred.</summary>
    public static ErrorAction Share { get; } = new(VerdictKind.Defer, null);

    public bool IsShare => ReferenceEquals(this, Share);

    public bool IsAccept => _kind == VerdictKind.Accept;

    public RuleReply? Reply => _reply;

    /// <summary>Whether a rule reserves at the store what it charges, rather than reads what has been recorded.</summary>
    public static bool IsShareable(IPolicyRule rule)
    {
        while (rule is DecoratedRule decorated) rule = decorated.Inner;
        return rule is IChargingRule charging && charging.ReservesAt(PolicyStage.Message);
    }

    public static ErrorAction With(RuleReply reply) => new(VerdictKind.Defer, reply);

    public static ErrorAction With(VerdictKind kind, SmtpReply? reply = null) => new(kind, reply is null ? null : new RuleReply(reply, kind));

    public Verdict Decide(PolicyContext context, string? reason)
    {
        if (IsAccept) return Verdict.Accept;
        if (_reply is not null) return _reply.Refuse(context, reason);
        return Defer(context, reason);
    }

    /// <summary>The answer for a rule that threw, which is a bug and so never the rule's to decide.</summary>
    public static Verdict Defer(PolicyContext context, string? reason) => Verdict.Defer(
        context.Stage == PolicyStage.Auth
            ? new SmtpReply(454, AuthenticationStatus, $"{context.Id} temporary authentication failure, try again later")
            : new SmtpReply(451, TemporaryStatus, $"{context.Id} temporary failure, try again later"),
        reason);
}
