using Submission.Policy.Expressions;
using Submission.Policy.Kinds;

namespace Submission.Policy.Rules.Condition;

/// <summary>Refuses where an expression is true: <c>refuse-if</c>.</summary>
internal sealed class ConditionRule(RuleId id, PolicyStages stages, CompiledExpression expression, RuleReply reply) : IPolicyRule, IObservedRule
{
    public RuleId Id { get; } = id;

    public PolicyStages Stages { get; } = stages;

    public CompiledExpression Expression { get; } = expression;

    /// <summary>Whether it only wants the message held, so that later rules are asked all the same.</summary>
    public bool Holds => reply.Kind == VerdictKind.Hold;

    public IReadOnlyList<Fact> Facts => Expression.Facts;

    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (!Expression.TryEvaluateBool(context, out bool refuse)) return new(Verdict.Unavailable($"cannot evaluate: {Expression.Source}"));
        return new(refuse ? reply.Refuse(context) : Verdict.Accept);
    }
}
