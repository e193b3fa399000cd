using Submission.Policy.Kinds;

namespace Submission.Policy.Composition;

internal sealed class DelegateRule(RuleId id, PolicyStages stages, Func<PolicyContext, CancellationToken, ValueTask<Verdict>> evaluate) : IPolicyRule
{
    public RuleId Id { get; } = id;

    public PolicyStages Stages { get; } = stages;

    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken) => evaluate(context, cancellationToken);
}

internal sealed class PredicateRule(RuleId id, PolicyStages stages, Func<PolicyContext, bool> predicate, RuleReply reply) : IPolicyRule
{
    public RuleId Id { get; } = id;

    public PolicyStages Stages { get; } = stages;

    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken) =>
        new(predicate(context) ? reply.Refuse(context) : Verdict.Accept);
}
