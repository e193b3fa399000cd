using System.Collections.Immutable;
using System.Globalization;
using Spectre.Console;
using Submission.Cli.Output;
using Submission.Policy;
using Submission.Policy.Decisions;
using Submission.Policy.Specification;

namespace Submission.Cli.Session;

/// <summary>The dialog as people read it: <c>C:</c> what the client says, <c>S:</c> what the server answers, and below it what each rule saw.</summary>
internal sealed class Transcript(Terminal terminal, bool isTyped) : IDialogOutput
{
    private const int Indent = 3;

    public void Prompt(bool isData)
    {
        if (isTyped) terminal.Out.Write(new Text(isData ? "   " : "C: ", Styles.Quiet));
        terminal.OutWriter.Flush();
    }

    public void Said(string line)
    {
        // Who types sees it already.
        if (isTyped) return;
        if (line.StartsWith(':') || line.StartsWith('#')) terminal.Out.Line((line, Styles.Quiet));
        else terminal.Out.Line(("C: ", Styles.Quiet), (line, Styles.Plain));
    }

    public void Answered(string line, DateTimeOffset at, DialogAnswer answer, bool isQuiet)
    {
        if (answer.Reply is { } reply) terminal.Out.Line(("S: ", Styles.Quiet), (reply, StyleOf(reply)));
        if (!isQuiet && !answer.Rules.IsEmpty) terminal.Out.WriteIndented(TableOf(answer.Rules), Indent);
        if (answer.Closes) terminal.Out.Line(("   (connection closed)", Styles.Quiet));
        foreach (string note in answer.Note?.Split('\n') ?? []) terminal.Out.Line(($"   {note}", Styles.Quiet));
        if (answer.Problem is not null) terminal.Out.Line(("   wrong: ", Styles.Bad), (answer.Problem, Styles.Plain));
    }

    private static Table TableOf(ImmutableArray<RuleObservation> rules)
    {
        bool hasCounters = rules.Any(static observation => !observation.Counters.IsEmpty);
        Table table = hasCounters ? TerminalWriting.Table("rule", "outcome", "saw", "counters") : TerminalWriting.Table("rule", "outcome", "saw");
        foreach (RuleObservation observation in rules)
        {
            Text[] cells =
            [
                TerminalWriting.Cell(observation.Rule.Value, Styles.Name),
                TerminalWriting.Cell(observation.Outcome.ToString().ToLowerInvariant(), StyleOf(observation.Outcome)),
                TerminalWriting.Cell(SawOf(observation)),
                TerminalWriting.Cell(string.Join("; ", observation.Counters.Select(CounterOf))),
            ];
            table.AddRow(hasCounters ? cells : cells[..3]);
        }

        return table;
    }

    private static string SawOf(RuleObservation observation)
    {
        IEnumerable<string> saw = observation.Saw.Select(static value => $"{value.Fact}={(value.Value.Length == 0 ? "\"\"" : value.Value)}");
        if (observation.Verdict?.Reason is { Length: > 0 } reason) saw = saw.Append($"({reason})");
        if (observation.Outcome == RuleOutcome.Shadowed && observation.Verdict?.Reply is { } reply) saw = saw.Append($"(would answer {reply})");
        return string.Join(" ", saw);
    }

    private static string CounterOf(CounterObservation counter)
    {
        string key = counter.Key.Scope[(counter.Key.Scope.IndexOf('/', StringComparison.Ordinal) + 1)..];
        string whose = $"{key} {counter.Key.Subject}".Trim();
        if (counter.Window == default) return string.Create(CultureInfo.InvariantCulture, $"{whose}: {counter.Used} at once");
        string left = string.Create(CultureInfo.InvariantCulture, $"{whose}: {counter.Left} of {counter.Window.AtMost} left in {DurationText.Format(counter.Window.Length)}");
        return counter.OpensAt is { } opens ? string.Create(CultureInfo.InvariantCulture, $"{left}, opens at {opens.UtcDateTime:HH:mm:ss}") : left;
    }

    private static Style StyleOf(string reply) => reply[0] switch
    {
        '2' or '3' => Styles.Good,
        '4' => Styles.Warning,
        _ => Styles.Bad,
    };

    private static Style StyleOf(RuleOutcome outcome) => outcome switch
    {
        RuleOutcome.Decided => Styles.Bad,
        RuleOutcome.Shadowed or RuleOutcome.Excused => Styles.Warning,
        RuleOutcome.Exempt => Styles.Quiet,
        _ => Styles.Good,
    };
}
