using System.Collections.Immutable;

namespace Submission.Policy.Composition;

/// <summary>Asks rules in an order; the first that has something against it answers.</summary>
internal sealed class FirstOfRule(RuleId id, ImmutableArray<IPolicyRule> rules)
    : JoinedRules(id, rules, rules.Aggregate(PolicyStages.None, static (stages, rule) => stages | rule.Stages))
{
    public override async ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        foreach (IPolicyRule rule in Rules)
        {
            if (!rule.Stages.HasFlag((PolicyStages)(1 << (int)context.Stage))) continue;
            Verdict verdict = await rule.EvaluateAsync(context, cancellationToken).ConfigureAwait(false);
            if (verdict.Kind != VerdictKind.Accept) return verdict;
        }

        return Verdict.Accept;
    }
}
