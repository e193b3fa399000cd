using System.Collections.Immutable;
using Submission.Policy.Composition;
using Submission.Policy.Engine;
using Submission.Policy.Expressions;
using Submission.Policy.Rules;
using Submission.Policy.Rules.Limit;

namespace Submission.Policy.Compilation;

/// <summary>Takes out of a compiled policy what a host cannot see, and says what that is.</summary>
internal sealed class SeenRules
{
    private const string OpenConnections = "counts open connections, and this host does not see them end";
    private readonly HostView _view;
    private readonly ImmutableArray<CompiledRule>.Builder _asked = ImmutableArray.CreateBuilder<CompiledRule>();
    private readonly ImmutableArray<UnseenRule>.Builder _unseen = ImmutableArray.CreateBuilder<UnseenRule>();

    private SeenRules(HostView view) => _view = view;

    /// <summary>Divides rules into what a host can see and what it cannot.</summary>
    /// <param name="rules">The rules, in the order of the policy.</param>
    /// <param name="view">What the host sees.</param>
    /// <param name="unseen">What is not asked, in the same order.</param>
    /// <returns>What is asked.</returns>
    public static ImmutableArray<CompiledRule> Of(ImmutableArray<CompiledRule> rules, HostView view, out ImmutableArray<UnseenRule> unseen)
    {
        var seen = new SeenRules(view);
        foreach (CompiledRule rule in rules) seen.Add(rule);
        unseen = seen._unseen.ToImmutable();
        return seen._asked.ToImmutable();
    }

    private void Add(CompiledRule rule)
    {
        if (rule.Limit is { Options.Count: LimitCount.AuthFailures } && !Sees(HostSight.FailedAuthentication))
        {
            _unseen.Add(new UnseenRule(rule.Id, rule.Stages, IsWhole: true, "it counts failed authentications, which this host does not see"));
            return;
        }

        PolicyStages hidden = rule.Stages & ~_view.Stages;
        string? unknown = rule.Stages.HasFlag(PolicyStages.Message) && !hidden.HasFlag(PolicyStages.Message) ? UnknownOfMessage(rule) : null;
        PolicyStages asked = rule.Stages & ~hidden & ~(unknown is null ? PolicyStages.None : PolicyStages.Message);
        if (asked == rule.Stages && rule.Limit is { Options.AtOnce: not null } limit && !Sees(HostSight.ConnectionEnd))
        {
            AddWithoutAtOnce(rule, limit);
            return;
        }

        if (asked != PolicyStages.None) _asked.Add(rule.Seen(asked));
        if (asked == rule.Stages) return;
        string also = asked == PolicyStages.None ? "" : "also ";
        string? atHidden = hidden == PolicyStages.None ? null : $"it is {also}judged at {Names(hidden)}, which this host does not see";
        _unseen.Add(new UnseenRule(rule.Id, rule.Stages & ~asked, asked == PolicyStages.None, string.Join(", and ", new[] { atHidden, unknown }.OfType<string>())));
    }

    // A count that never goes down would refuse the innocent in the end.
    private void AddWithoutAtOnce(CompiledRule rule, LimitRule limit)
    {
        bool isWhole = limit.Options.Windows is null;
        if (!isWhole) _asked.Add(rule.Seen(limit.WithoutAtOnce()));
        _unseen.Add(new UnseenRule(rule.Id, rule.Stages, isWhole, (isWhole ? "it " : "its at-once ") + OpenConnections));
    }

    private string? UnknownOfMessage(CompiledRule rule)
    {
        if (rule.Needs != MessageNeeds.None && !Sees(HostSight.MessageContent)) return "at message it needs what the message holds, which this host does not see";
        bool seesSize = (_view.Sight & (HostSight.MessageSize | HostSight.MessageContent)) != HostSight.None;
        return ReadsSize(rule.Rule, rule.Conditions) && !seesSize ? "at message it needs the real size, which this host does not see" : null;
    }

    private static bool ReadsSize(IPolicyRule rule, ImmutableArray<RuleCondition> conditions) =>
        conditions.Any(static condition => condition is ExpressionCondition { Expression: var expression } && expression.Facts.Any(LimitFacts.IsSize)) || ReadsSize(rule);

    private static bool ReadsSize(IPolicyRule rule) => rule switch
    {
        DecoratedRule decorated => ReadsSize(decorated.Inner, decorated.Decoration.Conditions),
        JoinedRules joined => joined.Rules.Any(ReadsSize),
        LimitRule { Options.Count: LimitCount.Bytes } => true,
        IObservedRule observed => observed.Facts.Any(LimitFacts.IsSize),
        _ => false,
    };

    private bool Sees(HostSight sight) => _view.Sight.HasFlag(sight);

    private static string Names(PolicyStages stages) =>
        string.Join(" and ", Enum.GetValues<PolicyStage>().Where(stage => stages.HasFlag((PolicyStages)(1 << (int)stage))).Select(static stage => stage.ToString().ToLowerInvariant()));
}
