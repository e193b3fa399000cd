using Submission.Admin;
using Submission.Policy.Counters;
using Submission.Policy.Decisions;
using Submission.Policy.Specification;

namespace Submission.Hosting.Decisions;

/// <summary>Decision records as documents of the admin socket.</summary>
internal static class DecisionDocuments
{
    public static AdminDecision Of(DecisionRecord record) => new(
        record.Id.ToString(),
        record.Policy,
        record.At,
        Word(record.Stage),
        Word(record.Verdict.Kind),
        record.Verdict.Rule.Value is { Length: > 0 } rule ? rule : null,
        record.Verdict.Reply?.ToString(),
        record.Verdict.Reason,
        record.Client,
        record.Account,
        record.Sender,
        record.Elapsed.TotalMilliseconds,
        [.. record.Rules.Select(Of)]);

    private static AdminObservation Of(RuleObservation observation) => new(
        observation.Rule.Value,
        Word(observation.Stage),
        Word(observation.Outcome),
        observation.Recipient,
        observation.Verdict is { } verdict ? Word(verdict.Kind) : null,
        observation.Verdict?.Reply?.ToString(),
        observation.Verdict?.Reason,
        observation.Elapsed.TotalMilliseconds,
        [.. observation.Saw.Select(static value => new AdminFact(value.Fact, value.Value))],
        [.. observation.Counters.Select(Of)]);

    private static AdminCounter Of(CounterObservation counter)
    {
        CounterWindow? window = counter.Window == default ? null : counter.Window;
        return new AdminCounter(
            counter.Key.Scope,
            counter.Key.Subject,
            window is { } timed ? DurationText.Format(timed.Length) : null,
            window?.AtMost,
            counter.Used,
            window is null ? null : counter.Left,
            counter.OpensAt);
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
