using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Submission.Policy.Decisions;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Running;

/// <summary>
/// Writes the decisions of a case as YAML. The same case gives the same bytes: ids are <c>{id}</c>, no time that judging took is told, of a repetition only the
/// first and the last turn are.
/// </summary>
internal sealed class CaseTrace
{
    private readonly StringBuilder _text = new();

    public CaseTrace(string caseName) => _text
        .Append("# The decisions of the case as they were recorded; a test compares them byte for byte.\n")
        .Append("case: ").Append(caseName).Append("\ndecisions:\n");

    public void Add(string step, int turn, DateTimeOffset at, in StepOutcome outcome, StepDecisions? decisions)
    {
        Line(2, "- step: ", Quote(step));
        if (turn > 0) Line(4, "turn: ", turn.ToString(CultureInfo.InvariantCulture));
        Line(4, "at: ", at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        Line(4, "verdict: ", Quote(outcome.Text));
        if (outcome.Verdict is { Rule.Value: { Length: > 0 } rule }) Line(4, "by: ", rule);
        if (decisions is not { } taken || taken.Rules.IsEmpty) return;
        Line(4, "rules:", "");
        foreach (RuleObservation observation in taken.Rules) Add(observation, taken.Record.Id);
    }

    public override string ToString() => _text.ToString();

    private void Add(RuleObservation observation, TransactionId id)
    {
        Line(6, "- rule: ", observation.Rule.Value);
        Line(8, "outcome: ", Lower(observation.Outcome.ToString()));
        if (observation.Recipient is not null) Line(8, "recipient: ", Quote(observation.Recipient));
        if (observation.Verdict is { } verdict)
        {
            if (verdict.Reply is not null) Line(8, "verdict: ", Quote(StepOutcome.Render(verdict, id)));
            if (verdict.Reason is not null) Line(8, "reason: ", Quote(verdict.Reason));
        }

        if (!observation.Saw.IsEmpty)
            Line(8, "saw: ", $"{{ {string.Join(", ", observation.Saw.Select(static value => $"{value.Fact}: {Quote(value.Value)}"))} }}");
        if (observation.Counters.IsEmpty) return;
        Line(8, "counters:", "");
        foreach (CounterObservation counter in observation.Counters)
        {
            string window = counter.Window.Length == TimeSpan.Zero ? "at-once" : DurationText.Format(counter.Window.Length);
            Line(10, "- ", string.Create(CultureInfo.InvariantCulture, $"{{ counter: {Quote(counter.Key.ToString())}, window: {window}, used: {counter.Used} }}"));
        }
    }

    private void Line(int indent, string word, string value) => _text.Append(' ', indent).Append(word).Append(value).Append('\n');

    private static string Lower(string name) => name.ToLowerInvariant();

    // A YAML double-quoted scalar is a JSON string.
    private static string Quote(string value) => $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
