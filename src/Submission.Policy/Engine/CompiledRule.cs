using System.Collections.Immutable;
using Submission.Policy.Composition;
using Submission.Policy.Expressions;
using Submission.Policy.Rules;
using Submission.Policy.Rules.Limit;

namespace Submission.Policy.Engine;

/// <summary>A rule made ready for the hot path: its exemptions, its mode and what an unavailable look-up means. Immutable.</summary>
internal sealed class CompiledRule
{
    public CompiledRule(IPolicyRule rule, string kind = "", string about = "", MessageNeeds needs = MessageNeeds.None, bool isBuiltIn = false)
    {
        Decoration decoration = Decoration.None;
        while (rule is DecoratedRule decorated)
        {
            decoration = decorated.Decoration.Around(decoration);
            rule = decorated.Inner;
        }

        Rule = rule;
        Id = rule.Id;
        Stages = rule.Stages;
        Kind = kind;
        About = about;
        IsBuiltIn = isBuiltIn;
        Conditions = decoration.Conditions;
        Mode = decoration.Mode;
        OnError = decoration.OnError ?? ErrorAction.DeferByDefault;
        Limit = rule as LimitRule;
        Charging = rule as IChargingRule;
        ConditionNeeds = RuleNeeds.Of(Conditions);
        Needs = needs | ConditionNeeds | RuleNeeds.Of(rule) | RuleNeeds.Of(OnError);
        Prefetching = rule is JoinedRules { ReadsLookups: false } ? null : rule as IPrefetchingRule;
    }

    public IPolicyRule Rule { get; private set; }

    public RuleId Id { get; }

    /// <summary>The stages at which the rule is asked: its own, as far as the host sees them.</summary>
    public PolicyStages Stages { get; private set; }

    public string Kind { get; }

    public string About { get; }

    /// <summary>Whether it was written with one of the engine's own kinds: one that holds no other rule, and takes no time worth telling unless it has to wait.</summary>
    public bool IsBuiltIn { get; }

    public ImmutableArray<RuleCondition> Conditions { get; }

    public RuleMode Mode { get; }

    public ErrorAction OnError { get; }

    /// <summary>The rule where it is a limit.</summary>
    public LimitRule? Limit { get; private set; }

    /// <summary>The rule where it charges what is accepted: its charges are reserved together with those of the stage's other rules.</summary>
    public IChargingRule? Charging { get; private set; }

    public IPrefetchingRule? Prefetching { get; }

    /// <summary>What must have been found out about the message before the conditions can be evaluated.</summary>
    public MessageNeeds ConditionNeeds { get; }

    /// <summary>What must have been found out about the message before the rule can be asked, its conditions included.</summary>
    public MessageNeeds Needs { get; }

    /// <summary>The rule as a host asks it that does not see all of its stages.</summary>
    public CompiledRule Seen(PolicyStages stages)
    {
        if (stages == Stages) return this;
        var seen = (CompiledRule)MemberwiseClone();
        seen.Stages = stages;
        return seen;
    }

    /// <summary>The rule as a host asks it that does not see all that its limit counts.</summary>
    public CompiledRule Seen(LimitRule limit)
    {
        var seen = (CompiledRule)MemberwiseClone();
        seen.Rule = limit;
        seen.Limit = limit;
        seen.Charging = limit;
        return seen;
    }

    /// <summary>Whether the rule applies here.</summary>
    /// <param name="context">The facts.</param>
    /// <param name="applies">Whether every <c>when</c> is true and every <c>unless</c> false.</param>
    /// <returns><see langword="false"/> where a condition could not be evaluated.</returns>
    public bool TryApplies(PolicyContext context, out bool applies)
    {
        applies = true;
        foreach (RuleCondition condition in Conditions)
        {
            if (!condition.TryEvaluate(context, out bool value)) return false;
            if (value == condition.IsExemption) applies = false;
        }

        return true;
    }
}
