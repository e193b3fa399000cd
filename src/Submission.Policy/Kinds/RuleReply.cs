using System.Collections.Frozen;
using Submission.Policy.Expressions;
using Submission.Policy.Specification;

namespace Submission.Policy.Kinds;

/// <summary>The reply of a rule and what it does: <c>reply</c>, <c>then</c> and <c>help</c> in YAML. Immutable and thread-safe.</summary>
public sealed class RuleReply
{
    private readonly ReplyTemplate? _template;
    private readonly SmtpReply? _fixed;

    internal RuleReply(ReplyTemplate template, VerdictKind kind)
    {
        _template = template;
        Kind = kind;
    }

    internal RuleReply(SmtpReply reply, VerdictKind kind)
    {
        _fixed = reply;
        Kind = kind;
    }

    /// <summary>What the host is asked to do.</summary>
    public VerdictKind Kind { get; }

    /// <summary>What must have been found out about the message before the reply can be written whole.</summary>
    internal MessageNeeds Needs => _template?.Needs ?? MessageNeeds.None;

    /// <summary>Writes the verdict with the facts of the moment. At <see cref="PolicyStage.Connect"/> a refusal closes the connection.</summary>
    /// <param name="context">The facts.</param>
    /// <param name="reason">The cause for the log; never sent.</param>
    public Verdict Refuse(PolicyContext context, string? reason = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Kind == VerdictKind.Hold) return Verdict.Hold(reason);
        SmtpReply reply = _template?.Render(context) ?? _fixed!;
        if (Kind == VerdictKind.Close || context.Stage == PolicyStage.Connect) return Verdict.Close(reply, reason);
        return Kind == VerdictKind.Defer ? Verdict.Defer(reply, reason) : Verdict.Refuse(reply, reason);
    }

    internal static RuleReply Parse(string rule, string reply, PolicyStages stages)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var errors = new List<SpecError>();
        ReplyTemplate? template = ReplyTemplate.Compile(
            new SpecScalar(new SpecLocation(rule, 1, 1), reply), null, new ExpressionScope(stages, FrozenDictionary<string, PolicyList>.Empty), errors);
        if (template is null || errors.Count > 0) throw new PolicyException(errors);
        return new RuleReply(template, template.Code < 500 ? VerdictKind.Defer : VerdictKind.Refuse);
    }
}
