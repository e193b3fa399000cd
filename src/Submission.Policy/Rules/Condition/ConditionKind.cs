using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Condition;

internal sealed class ConditionKind() : RuleKind(new RuleKindDescription("refuse-if", "Refuses where the expression is true.", [], IsExpression: true))
{
    public override IPolicyRule? Build(RuleBinder binder)
    {
        if (binder.Value is not SpecScalar scalar)
        {
            binder.Error(binder.Location, "'refuse-if' takes an expression.");
            return null;
        }

        return binder.Compile(scalar, ExpressionType.Bool) is { } expression ? new ConditionRule(binder.Id, binder.Stages, expression, binder.Reply) : null;
    }
}
