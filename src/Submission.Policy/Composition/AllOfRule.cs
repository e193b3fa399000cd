using System.Collections.Immutable;

namespace Submission.Policy.Composition;

/// <summary>Objects only where all its rules object, with the answer of the first. Doubt of one is doubt of all.</summary>
internal sealed class AllOfRule(RuleId id, ImmutableArray<IPolicyRule> rules)
    : JoinedRules(id, rules, rules.Aggregate((PolicyStages)~0, static (stages, rule) => stages & rule.Stages))
{
    public override async ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        Verdict? first = null;
        Verdict? doubt = null;
        foreach (IPolicyRule rule in Rules)
        {
            Verdict verdict = await rule.EvaluateAsync(context, cancellationToken).ConfigureAwait(false);
            if (verdict.Kind == VerdictKind.Accept) return verdict;
            if (verdict.Kind == VerdictKind.Unavailable) doubt ??= verdict;
            first ??= verdict;
        }

        return doubt ?? first ?? Verdict.Accept;
    }
}
