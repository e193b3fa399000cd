using Submission.Policy.Expressions;

namespace Submission.Policy.Composition;

/// <summary>A <c>when</c> or an <c>unless</c>. Immutable.</summary>
internal abstract class RuleCondition(bool isExemption)
{
    /// <summary>Whether the rule does not apply where this is true (<c>unless</c>), rather than where it is false (<c>when</c>).</summary>
    public bool IsExemption { get; } = isExemption;

    /// <summary>What must have been found out about the message before it can be evaluated; what a function reads is not known.</summary>
    public virtual MessageNeeds Needs => MessageNeeds.None;

    public abstract bool TryEvaluate(PolicyContext context, out bool value);
}

internal sealed class PredicateCondition(Func<PolicyContext, bool> predicate, bool isExemption) : RuleCondition(isExemption)
{
    public override bool TryEvaluate(PolicyContext context, out bool value)
    {
        value = predicate(context);
        return true;
    }
}

internal sealed class ExpressionCondition(CompiledExpression expression, bool isExemption) : RuleCondition(isExemption)
{
    public CompiledExpression Expression { get; } = expression;

    public override MessageNeeds Needs => Expression.Needs;

    public override bool TryEvaluate(PolicyContext context, out bool value) => Expression.TryEvaluateBool(context, out value);
}
