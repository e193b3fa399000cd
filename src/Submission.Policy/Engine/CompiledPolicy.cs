using System.Collections.Immutable;
using System.Numerics;
using Submission.Policy.Composition;
using Submission.Policy.Expressions;
using Submission.Policy.Rules.Limit;
using Submission.Policy.Rules.Share;

namespace Submission.Policy.Engine;

/// <summary>An immutable snapshot of a policy, ready to judge. A session keeps the one it began with.</summary>
internal sealed class CompiledPolicy
{
    private const int StageCount = 6;
    private readonly CompiledRule[][] _byStage = new CompiledRule[StageCount][];
    private readonly bool[] _prefetches = new bool[StageCount];

    public CompiledPolicy(string name, string about, ImmutableArray<CompiledRule> rules, ImmutableArray<UnseenRule> unseen, PolicyList? webmailNetworks)
    {
        Name = name;
        About = about;
        Rules = rules;
        Unseen = unseen;
        WebmailNetworks = webmailNetworks;
        for (int stage = 0; stage < StageCount; stage++)
        {
            _byStage[stage] = [.. rules.Where(rule => rule.Stages.HasFlag((PolicyStages)(1 << stage)))];
            _prefetches[stage] = _byStage[stage].Sum(static rule => rule.Prefetching switch { null => 0, JoinedRules => 2, _ => 1 }) > 1;
        }

        LooksIntoMessages = RulesAt(PolicyStage.Message).Any(static rule => !rule.IsBuiltIn || rule.Needs != MessageNeeds.None);
        StartsScannersTogether = RulesAt(PolicyStage.Message).Sum(static rule => BitOperations.PopCount((uint)(rule.Needs & MessageNeeds.Scanners))) > 1;
        HasShadowedLimits = Enum.GetValues<PolicyStage>().Any(stage => RulesAt(stage).Any(rule => rule is { Mode.EnforcedPercent: < 100, Charging: { } charging } && charging.ReservesAt(stage)));
        Shares = [.. rules.Where(static rule => rule.Rule is ShareRule)];
        AuthenticationFailureLimits = [.. rules.Where(static rule => rule.Limit?.Options.Count == LimitCount.AuthFailures)];
    }

    public string Name { get; }

    public string About { get; }

    /// <summary>The rules that are asked, in their order.</summary>
    public ImmutableArray<CompiledRule> Rules { get; }

    /// <summary>What is not asked, because the host cannot see what it judges.</summary>
    public ImmutableArray<UnseenRule> Unseen { get; }

    public PolicyList? WebmailNetworks { get; }

    /// <summary>Whether some rule may ask what a message holds.</summary>
    public bool LooksIntoMessages { get; }

    /// <summary>Whether more than one question goes to the scanners of messages, so that it is worth while to start them together.</summary>
    public bool StartsScannersTogether { get; }

    /// <summary>Whether some limit reserves without being enforced for everybody.</summary>
    public bool HasShadowedLimits { get; }

    /// <summary>The limits that count failed authentications: each failure is an event, at whatever stage the limit is judged.</summary>
    public ImmutableArray<CompiledRule> AuthenticationFailureLimits { get; }

    /// <summary>The rules that look at shares of a batch: they are told of every message that is accepted, and of what becomes of it.</summary>
    public ImmutableArray<CompiledRule> Shares { get; }

    /// <summary>How many rules the stages of a message ask that has one recipient.</summary>
    public int RulesOfMessage => RulesAt(PolicyStage.Mail).Length + RulesAt(PolicyStage.Rcpt).Length + RulesAt(PolicyStage.Message).Length;

    public CompiledRule[] RulesAt(PolicyStage stage) => _byStage[(int)stage];

    /// <summary>Whether look-ups of the stage can start together: a single one gains nothing by it.</summary>
    public bool PrefetchesAt(PolicyStage stage) => _prefetches[(int)stage];
}
