using Submission.Policy.Composition;
using Submission.Policy.Decisions;
using Submission.Policy.Expressions;
using Submission.Policy.Rules;

namespace Submission.Policy.Engine;

/// <content>What an answer of a rule means for the stage, and what the record says of it.</content>
internal sealed partial class StageJudge
{
    private Verdict? Conclude(CompiledRule rule, Verdict answer, bool hasWaited)
    {
        long elapsed = hasWaited ? Lap() : LapOf(rule);
        if (answer.Kind == VerdictKind.Accept)
        {
            AddCounters(rule, _trace.Add(rule, context, RuleOutcome.Passed, null, elapsed));
            return null;
        }

        if (answer.Kind == VerdictKind.Unavailable)
        {
            string? reason = answer.Reason;
            answer = rule.OnError.Decide(context, reason);
            log.RuleUnavailable(rule.Id, context.Id, reason);
            if (answer.IsAccepted)
            {
                _trace.Add(rule, context, RuleOutcome.Excused, Verdict.Unavailable(reason ?? ""), elapsed);
                return null;
            }
        }

        answer = answer with { Rule = rule.Id };
        bool enforced = IsEnforced(rule);
        RuleOutcome outcome = enforced ? RuleOutcome.Decided : RuleOutcome.Shadowed;
        int entry = _trace.Add(rule, context, outcome, answer, elapsed);
        if (Charges.TakeRefused() is { } refused) _trace.Change(rule, outcome, answer, refused);
        else AddCounters(rule, entry);
        if (!enforced) return null;
        if (answer.Kind != VerdictKind.Hold) return answer;
        // A later rule may still refuse what this one only wants held.
        _hold ??= answer;
        return null;
    }

    /// <summary>Records the counters of a limit that answered in its turn.</summary>
    private void AddCounters(CompiledRule rule, int entry)
    {
        if (rule.Charging is not { } limit) return;
        if (limit.ReservesAt(context.Stage) && context.Stage == PolicyStage.Connect) _trace.AddCharges(entry, Charges.Since(0));
        limit.Watch(context, _trace, entry);
    }

    private bool IsEnforced(CompiledRule rule) => rule.Mode.IsEnforcedFor(rule.Id, context.Account?.Login ?? context.Client.CounterSubject);

    private Verdict AnswerFor(CompiledRule rule, Exception exception)
    {
        log.RuleFailed(rule.Id, context.Id, exception);
        return ErrorAction.Defer(context, $"the rule failed: {exception.GetType().Name}");
    }

    // Asking the clock takes longer than most rules do, so those that are sure to answer fast are timed together.
    private long LapOf(CompiledRule rule)
    {
        if (!rule.IsBuiltIn) return Lap();
        _hasUntimed = true;
        return 0;
    }

    private long Lap()
    {
        _hasUntimed = false;
        long now = clock.GetTimestamp();
        long elapsed = now - _mark;
        _mark = now;
        return elapsed;
    }
}
