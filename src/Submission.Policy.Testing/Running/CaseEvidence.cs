using Submission.Policy.Decisions;

namespace Submission.Policy.Testing.Running;

/// <summary>What a case shows of the rules.</summary>
internal sealed class CaseEvidence
{
    public Dictionary<RuleId, RuleEvidence> Rules { get; } = [];

    /// <summary>Whether the rule was asked and did not merely exempt.</summary>
    public bool Exercises(RuleId rule) => Rules.TryGetValue(rule, out RuleEvidence? evidence) && evidence.Outcomes.Any(static outcome => outcome != RuleOutcome.Exempt);

    public void Add(DecisionRecord record)
    {
        foreach (RuleObservation observation in record.Rules)
        {
            if (!Rules.TryGetValue(observation.Rule, out RuleEvidence? rule)) Rules.Add(observation.Rule, rule = new RuleEvidence());
            rule.Add(record, observation);
        }
    }
}

/// <summary>What a case shows of one rule.</summary>
internal sealed class RuleEvidence
{
    private readonly Dictionary<PolicyStage, int> _passes = [];

    public HashSet<RuleOutcome> Outcomes { get; } = [];

    /// <summary>The replies that it gave, with <c>{id}</c> in place of the id.</summary>
    public HashSet<string> Replies { get; } = new(StringComparer.Ordinal);

    /// <summary>The clients that it refused.</summary>
    public HashSet<string> RefusedClients { get; } = new(StringComparer.Ordinal);

    /// <summary>How often it had passed at a stage before it refused there first; <see langword="null"/> where it did not refuse.</summary>
    public int? PassesBeforeRefusal { get; private set; }

    /// <summary>Whether it passed a client that it had refused before.</summary>
    public bool Reopens { get; private set; }

    public void Add(DecisionRecord record, RuleObservation observation)
    {
        Outcomes.Add(observation.Outcome);
        switch (observation.Outcome)
        {
            case RuleOutcome.Passed:
                _passes[observation.Stage] = _passes.GetValueOrDefault(observation.Stage) + 1;
                Reopens |= RefusedClients.Contains(record.Client);
                break;
            case RuleOutcome.Decided or RuleOutcome.Shadowed:
                PassesBeforeRefusal ??= _passes.GetValueOrDefault(observation.Stage);
                RefusedClients.Add(record.Client);
                Replies.Add(StepOutcome.Render(observation.Verdict, record.Id));
                break;
        }
    }
}
