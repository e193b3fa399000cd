using System.Collections.Immutable;
using System.Globalization;
using Submission.Policy;
using Submission.Policy.Decisions;
using Submission.Policy.Specification;

namespace Submission.Cli.Session;

/// <summary>One line of a dialog and what came of it; the JSON of <c>session</c>, one object a line.</summary>
internal sealed record DialogDocument(
    string Said, string At, string? Reply, string? Verdict, string? By, string? Id, bool? Closes, ImmutableArray<ObservationDocument>? Rules, string? Note, string? Problem)
{
    public static DialogDocument Of(string said, DateTimeOffset at, DialogAnswer answer, bool isQuiet) => new(
        said,
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        answer.Reply,
        answer.Verdict?.Kind.ToString().ToLowerInvariant(),
        answer.Verdict?.Rule.Value is { Length: > 0 } rule ? rule : null,
        answer.Id,
        answer.Closes ? true : null,
        answer.Verdict is null || isQuiet ? null : [.. answer.Rules.Select(ObservationDocument.Of)],
        answer.Note,
        answer.Problem);
}

/// <summary>What one rule saw, in JSON.</summary>
internal sealed record ObservationDocument(
    string Rule, string Stage, string Outcome, string? Recipient, string? Verdict, string? Reply, string? Reason, ImmutableArray<ObservedDocument> Saw, ImmutableArray<CounterDocument> Counters)
{
    public static ObservationDocument Of(RuleObservation observation) => new(
        observation.Rule.Value,
        observation.Stage.ToString().ToLowerInvariant(),
        observation.Outcome.ToString().ToLowerInvariant(),
        observation.Recipient,
        observation.Verdict?.Kind.ToString().ToLowerInvariant(),
        observation.Verdict?.Reply?.ToString(),
        observation.Verdict?.Reason,
        [.. observation.Saw.Select(static value => new ObservedDocument(value.Fact, value.Value))],
        [.. observation.Counters.Select(CounterDocument.Of)]);
}

/// <summary>A fact and its value, in JSON.</summary>
internal sealed record ObservedDocument(string Fact, string Value);

/// <summary>A counter as a rule saw it, in JSON; <c>window</c>, <c>atMost</c> and <c>left</c> are missing for a limit of what is open at once.</summary>
internal sealed record CounterDocument(string Scope, string Subject, string? Window, long? AtMost, long Used, long? Left, string? OpensAt)
{
    public static CounterDocument Of(CounterObservation counter)
    {
        bool isAtOnce = counter.Window == default;
        return new CounterDocument(
            counter.Key.Scope,
            counter.Key.Subject,
            isAtOnce ? null : DurationText.Format(counter.Window.Length),
            isAtOnce ? null : counter.Window.AtMost,
            counter.Used,
            isAtOnce ? null : counter.Left,
            counter.OpensAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }
}
