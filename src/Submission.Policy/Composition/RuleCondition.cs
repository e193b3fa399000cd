using Submission.Policy.Expressions;

namespace Submission.Policy.Composition;

/// <summary>A <c>when</c> or an <c>unless</c>. Immutable.</summary>
internal abstract class RuleCondition(bool isExemption)
{
    /// <summary>Whether the rule does not apply where this is true (<c>unless</c>), rather than where it is false (<c>when</c>).</summary>
    public bool IsExemption { get; } = isExemption;

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

    public override bool TryEvaluate(PolicyContext context, out bool value) => Expression.TryEvaluateBool(context, out value);
}
