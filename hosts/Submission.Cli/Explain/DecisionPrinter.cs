using System.Globalization;
using Spectre.Console;
using Submission.Admin;
using Submission.Cli.Admin;
using Submission.Cli.Output;

namespace Submission.Cli.Explain;

/// <summary>Prints how a verdict came about, for people.</summary>
internal sealed class DecisionPrinter(IAnsiConsole console, DateTimeOffset now)
{
    public void Print(AdminDecision decision)
    {
        console.Line((decision.Id, Styles.Title));
        console.Line(("  ", Styles.Plain), (decision.Reply ?? decision.Verdict, decision.Verdict is "accept" ? Styles.Good : Styles.Bad));
        console.WriteLine();
        PrintFacts(decision);
        if (decision.Rules.Count == 0) return;
        console.WriteLine();
        bool hasCounters = decision.Rules.Any(static observation => observation.Counters.Count > 0);
        Table table = hasCounters ? TerminalWriting.Table("stage", "rule", "outcome", "saw", "counters") : TerminalWriting.Table("stage", "rule", "outcome", "saw");
        foreach (AdminObservation observation in decision.Rules)
        {
            Text[] cells =
            [
                TerminalWriting.Cell(observation.Stage, Styles.Quiet),
                TerminalWriting.Cell(observation.Rule, Styles.Name),
                TerminalWriting.Cell(observation.Outcome, StyleOf(observation.Outcome)),
                TerminalWriting.Cell(SawOf(observation)),
                TerminalWriting.Cell(string.Join("; ", observation.Counters.Select(CounterOf))),
            ];
            table.AddRow(hasCounters ? cells : cells[..4]);
        }

        console.WriteIndented(table, 2);
    }

    private void PrintFacts(AdminDecision decision)
    {
        Table table = TerminalWriting.Table("", "");
        Add(table, "verdict", decision.Rule is null ? $"{decision.Verdict}: no rule objected" : $"{decision.Verdict} by {decision.Rule}");
        Add(table, "why", decision.Reason);
        Add(table, "at", $"{Moment.Of(decision.At, now)}, at the stage {decision.Stage}");
        Add(table, "client", decision.Client);
        Add(table, "account", decision.Account);
        Add(table, "sender", decision.Sender is "" ? "<>" : decision.Sender);
        Add(table, "policy", decision.Policy);
        Add(table, "took", string.Create(CultureInfo.InvariantCulture, $"{decision.ElapsedMilliseconds:0.###} ms"));
        console.WriteIndented(table, 2);
    }

    private static void Add(Table table, string word, string? value)
    {
        if (value is not null) table.AddRow(TerminalWriting.Cell(word, Styles.Quiet), TerminalWriting.Cell(value));
    }

    private static string SawOf(AdminObservation observation)
    {
        IEnumerable<string> saw = observation.Saw.Select(static fact => $"{fact.Fact}={(fact.Value.Length == 0 ? "\"\"" : fact.Value)}");
        if (observation.Recipient is { } recipient) saw = saw.Prepend($"<{recipient}>");
        if (observation.Reason is { Length: > 0 } reason) saw = saw.Append($"({reason})");
        if (observation.Outcome is "shadowed" && observation.Reply is { } reply) saw = saw.Append($"(would answer {reply})");
        return string.Join(" ", saw);
    }

    private string CounterOf(AdminCounter counter)
    {
        string whose = CounterKey.Describe(counter.Scope, counter.Subject);
        if (counter.Window is null) return string.Create(CultureInfo.InvariantCulture, $"{whose}: {counter.Used} at once");
        string left = string.Create(CultureInfo.InvariantCulture, $"{whose}: {counter.Left} of {counter.AtMost} left in {counter.Window}");
        return counter.OpensAt is { } opens ? $"{left}, opens at {Moment.Of(opens, now)}" : left;
    }

    private static Style StyleOf(string outcome) => outcome switch
    {
        "decided" => Styles.Bad,
        "shadowed" or "excused" => Styles.Warning,
        "exempt" => Styles.Quiet,
        _ => Styles.Good,
    };
}
