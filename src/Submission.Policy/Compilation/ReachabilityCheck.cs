using Submission.Policy.Composition;
using Submission.Policy.Engine;
using Submission.Policy.Expressions;
using Submission.Policy.Rules.Condition;
using Submission.Policy.Specification;

namespace Submission.Policy.Compilation;

/// <summary>Finds rules that can never fire: because an earlier one always does, because an earlier one is the same, or because they never do by themselves.</summary>
internal static class ReachabilityCheck
{
    public static void Run(IReadOnlyList<CompiledRule> rules, PolicySpec spec, ICollection<SpecError> errors)
    {
        for (int i = 0; i < rules.Count; i++)
        {
            CompiledRule rule = rules[i];
            SpecLocation location = spec.Rules.First(candidate => string.Equals(candidate.Id.Value, rule.Id.Value, StringComparison.Ordinal)).Id.Location;
            if (NeverFires(rule))
            {
                errors.Add(new SpecError(location, "The rule can never fire: its conditions are always the same.", "Remove it, or mend its conditions.") { Rule = rule.Id.Value });
                continue;
            }

            for (int j = 0; j < i; j++)
            {
                if (!Shadows(rules[j], rule)) continue;
                errors.Add(new SpecError(
                    location,
                    $"The rule can never fire: '{rules[j].Id}' always answers before it.",
                    "Remove one of the two, or change their order or conditions.")
                { Rule = rule.Id.Value });
                break;
            }
        }
    }

    private static bool NeverFires(CompiledRule rule)
    {
        foreach (RuleCondition condition in rule.Conditions)
        {
            if (condition is ExpressionCondition { Expression: { } expression } && Constant(expression) == condition.IsExemption) return true;
        }

        return rule.Rule is ConditionRule refuseIf && Constant(refuseIf.Expression) == false;
    }

    private static bool Shadows(CompiledRule earlier, CompiledRule later)
    {
        if ((later.Stages & ~earlier.Stages) != PolicyStages.None || earlier.Mode.EnforcedPercent < 100 || earlier.Rule is not ConditionRule { Holds: false } first) return false;
        if (earlier.Conditions.IsEmpty && Constant(first.Expression) == true) return true;
        return later.Rule is ConditionRule second && IsSame(first.Expression, second.Expression) && HasNoMoreConditions(earlier, later);
    }

    private static bool HasNoMoreConditions(CompiledRule earlier, CompiledRule later) => earlier.Conditions.All(condition =>
        condition is ExpressionCondition expected && later.Conditions.Any(other =>
            other is ExpressionCondition actual && actual.IsExemption == expected.IsExemption && IsSame(actual.Expression, expected.Expression)));

    private static bool IsSame(CompiledExpression left, CompiledExpression right) => string.Equals(left.Source.Trim(), right.Source.Trim(), StringComparison.Ordinal);

    private static bool? Constant(CompiledExpression expression)
    {
        if (!expression.IsConstant) return null;
        return expression.TryEvaluateConstant(out bool value) ? value : null;
    }
}
