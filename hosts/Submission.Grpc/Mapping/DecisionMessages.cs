using Google.Protobuf.WellKnownTypes;
using Submission.Policy.Counters;
using Submission.Policy.Decisions;

namespace Submission.Grpc.Mapping;

/// <summary>Decision records and counters as messages.</summary>
internal static class DecisionMessages
{
    public static Wire.Decision Of(DecisionRecord record)
    {
        var message = new Wire.Decision
        {
            Id = record.Id.ToString(),
            Policy = record.Policy,
            At = Timestamp.FromDateTimeOffset(record.At),
            Stage = VerdictMessages.Of(record.Stage),
            Verdict = VerdictMessages.Of(record.Verdict),
            Client = record.Client,
            Elapsed = Duration.FromTimeSpan(record.Elapsed),
        };
        if (record.Account is { } account) message.Account = account;
        if (record.Sender is { } sender) message.Sender = sender;
        foreach (RuleObservation rule in record.Rules) message.Rules.Add(Of(rule));
        return message;
    }

    public static Wire.LimitUsage Of(LimitUsage usage)
    {
        var message = new Wire.LimitUsage { Rule = usage.Rule.Value, Scope = usage.Key.Scope, Subject = usage.Key.Subject, Used = (ulong)usage.Used };
        if (usage.Window.Length > TimeSpan.Zero)
        {
            message.Window = Duration.FromTimeSpan(usage.Window.Length);
            message.AtMost = (ulong)usage.Window.AtMost;
            message.Left = (ulong)Math.Max(0, usage.Window.AtMost - usage.Used);
        }

        message.OpensAt = VerdictMessages.Of(usage.OpensAt);
        return message;
    }

    public static Wire.Block Of(CounterBlock block) => new()
    {
        Scope = block.Key.Scope,
        Subject = block.Key.Subject,
        Since = Timestamp.FromDateTimeOffset(block.Since),
        Until = Timestamp.FromDateTimeOffset(block.Until),
        Reason = block.Reason,
    };

    private static Wire.RuleObservation Of(RuleObservation observation)
    {
        var message = new Wire.RuleObservation
        {
            Rule = observation.Rule.Value,
            Stage = VerdictMessages.Of(observation.Stage),
            Outcome = Of(observation.Outcome),
            Elapsed = Duration.FromTimeSpan(observation.Elapsed),
        };
        if (observation.Recipient is { } recipient) message.Recipient = recipient;
        if (observation.Verdict is { } verdict) message.Verdict = VerdictMessages.Of(verdict);
        foreach (ObservedValue value in observation.Saw) message.Saw.Add(new Wire.ObservedFact { Fact = value.Fact, Value = value.Value });
        foreach (CounterObservation counter in observation.Counters) message.Counters.Add(Of(counter));
        return message;
    }

    private static Wire.CounterObservation Of(CounterObservation counter)
    {
        var message = new Wire.CounterObservation { Scope = counter.Key.Scope, Subject = counter.Key.Subject, Used = (ulong)counter.Used };
        if (counter.Window != default)
        {
            message.Window = Duration.FromTimeSpan(counter.Window.Length);
            message.AtMost = (ulong)counter.Window.AtMost;
        }

        message.OpensAt = VerdictMessages.Of(counter.OpensAt);
        return message;
    }

    private static Wire.RuleOutcome Of(RuleOutcome outcome) => outcome switch
    {
        RuleOutcome.Passed => Wire.RuleOutcome.Passed,
        RuleOutcome.Exempt => Wire.RuleOutcome.Exempt,
        RuleOutcome.Decided => Wire.RuleOutcome.Decided,
        RuleOutcome.Shadowed => Wire.RuleOutcome.Shadowed,
        _ => Wire.RuleOutcome.Excused,
    };
}
