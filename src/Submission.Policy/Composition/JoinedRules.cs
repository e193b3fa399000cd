using System.Collections.Immutable;
using Submission.Policy.Rules;
using Submission.Policy.Rules.Limit;
using Submission.Policy.Specification;

namespace Submission.Policy.Composition;

/// <summary>What first-of and all-of have in common. Immutable.</summary>
internal abstract class JoinedRules : IPrefetchingRule, ICountingRule
{
    protected JoinedRules(RuleId id, ImmutableArray<IPolicyRule> rules, PolicyStages stages)
    {
        Id = id;
        Rules = rules;
        Stages = stages;
        foreach (IPolicyRule rule in rules)
        {
            IPolicyRule innermost = Innermost(rule);
            ReadsLookups |= innermost is IPrefetchingRule and not JoinedRules { ReadsLookups: false };
            // A failure is counted when it happens, whatever rule is asked then: only the policy's own rules can be found there.
            if (innermost is LimitRule { Options.Count: LimitCount.AuthFailures })
                throw new PolicyException([new SpecError(new SpecLocation(id.Value, 1, 1), $"'{rule.Id}' counts failed authentications, so it cannot stand within another rule.")]);
        }
    }

    public RuleId Id { get; }

    public PolicyStages Stages { get; }

    /// <summary>Whether one of the rules starts look-ups ahead.</summary>
    public bool ReadsLookups { get; }

    public ImmutableArray<RuleCounter> Counters => [.. Rules.Select(Innermost).OfType<ICountingRule>().SelectMany(static rule => rule.Counters)];

    public ImmutableArray<IPolicyRule> Rules { get; }

    public abstract ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken);

    public void Prefetch(PolicyContext context, CancellationToken cancellationToken)
    {
        foreach (IPolicyRule rule in Rules)
        {
            if (rule.Stages.HasFlag((PolicyStages)(1 << (int)context.Stage)) && rule is IPrefetchingRule prefetching) prefetching.Prefetch(context, cancellationToken);
        }
    }

    private static IPolicyRule Innermost(IPolicyRule rule)
    {
        while (rule is DecoratedRule decorated) rule = decorated.Inner;
        return rule;
    }
}
