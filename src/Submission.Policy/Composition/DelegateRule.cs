using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Rules;

namespace Submission.Policy.Composition;

internal sealed class DelegateRule(RuleId id, PolicyStages stages, Func<PolicyContext, CancellationToken, ValueTask<Verdict>> evaluate) : IPolicyRule
{
    public RuleId Id { get; } = id;

    public PolicyStages Stages { get; } = stages;

    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken) => evaluate(context, cancellationToken);
}

internal sealed class PredicateRule(RuleId id, PolicyStages stages, Func<PolicyContext, bool> predicate, RuleReply reply) : IPolicyRule, IMessageRule
{
    public RuleId Id { get; } = id;

    public PolicyStages Stages { get; } = stages;

    public MessageNeeds Needs => reply.Needs;

    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken) =>
        new(predicate(context) ? reply.Refuse(context) : Verdict.Accept);
}
