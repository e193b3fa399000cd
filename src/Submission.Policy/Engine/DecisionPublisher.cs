using Submission.Policy.Decisions;

namespace Submission.Policy.Engine;

/// <summary>Makes decision records and hands them to those who want them. Thread-safe.</summary>
internal sealed class DecisionPublisher(IDecisionSink[] sinks, TimeProvider clock)
{
    /// <summary>Whether anybody wants the record of a verdict.</summary>
    public bool Wants(PolicyStage stage, Verdict verdict)
    {
        foreach (IDecisionSink sink in sinks)
        {
            if (sink.Wants(verdict, stage)) return true;
        }

        return false;
    }

    public void Publish(PolicyStage stage, TransactionId id, StageJudge judge, DecisionTrace trace, Verdict verdict)
    {
        DecisionRecord? record = null;
        foreach (IDecisionSink sink in sinks)
        {
            if (sink.Wants(verdict, stage)) sink.Record(record ??= Describe(stage, id, judge, trace, verdict));
        }
    }

    public DecisionRecord Describe(PolicyStage stage, TransactionId id, StageJudge judge, DecisionTrace trace, Verdict verdict)
    {
        PolicyContext context = judge.Context;
        var rules = trace.ToObservations(context, clock);
        return new DecisionRecord
        {
            Id = id,
            Policy = judge.Policy.Name,
            At = context.Now,
            Stage = stage,
            Verdict = verdict,
            Client = context.Client.AddressText,
            Account = context.Account?.Login,
            Sender = context.Sender?.ToString(),
            Rules = rules,
            Elapsed = rules.Aggregate(TimeSpan.Zero, static (sum, rule) => sum + rule.Elapsed),
        };
    }
}
