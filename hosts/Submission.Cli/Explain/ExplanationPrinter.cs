using System.Globalization;
using Spectre.Console;
using Submission.Cli.Output;

namespace Submission.Cli.Explain;

/// <summary>Prints what there is to say of a rule, for people.</summary>
internal sealed class ExplanationPrinter(IAnsiConsole console)
{
    private const int ShownItems = 20;

    public void Print(ExplanationDocument rule)
    {
        console.Line((rule.Rule, Styles.Title));
        console.Line($"  {rule.About}");
        console.WriteLine();
        PrintFacts(rule);
        foreach (StageOrderDocument order in rule.Order) Print(order, rule.Rule);
        if (rule.Cases.IsEmpty) return;
        Table cases = TerminalWriting.Table("", "");
        foreach (CaseAboutDocument golden in rule.Cases) cases.AddRow(TerminalWriting.Cell(golden.Name), TerminalWriting.Cell(golden.About, Styles.Quiet));
        console.WriteLine();
        console.Line((string.Create(CultureInfo.InvariantCulture, $"  golden cases ({rule.Cases.Length})"), Styles.Title));
        console.WriteIndented(cases, 4);
    }

    private void PrintFacts(ExplanationDocument rule)
    {
        Table table = TerminalWriting.Table("", "");
        Add(table, "file", string.Create(CultureInfo.InvariantCulture, $"{rule.File}:{rule.Line}"));
        Add(table, "stage", string.Join(", ", rule.Stages));
        Add(table, "kind", $"{rule.Kind.Name}: {rule.Kind.About}");
        if (rule.Kind.Value is not null) Add(table, "  if", rule.Kind.Value);
        foreach (KindWordDocument word in rule.Kind.Words) Add(table, $"  {word.Word}", word.About.Length == 0 ? word.Value : $"{word.Value}   ({word.About.TrimEnd('.')})");
        if (rule.When is not null) Add(table, "only when", rule.When);
        if (rule.Unless is not null) Add(table, "unless", rule.Unless);
        if (rule.Reply is not null) Add(table, "reply", rule.Reply + (rule.Help is null ? "" : $", see {rule.Help}"));
        Add(table, "then", ThenOf(rule));
        Add(table, "on-error", OnErrorOf(rule.OnError));
        Add(table, "mode", ModeOf(rule.Mode));
        foreach (ListDocument list in rule.Lists) Add(table, $"lists.{list.Name}", ItemsOf(list));
        console.WriteIndented(table, 2);
    }

    private void Print(StageOrderDocument order, string rule)
    {
        console.WriteLine();
        console.Line((string.Create(CultureInfo.InvariantCulture, $"  order at {order.Stage}: {order.Place} of {order.Rules.Length}"), Styles.Title));
        for (int i = 0; i < order.Rules.Length; i++)
        {
            bool isThis = order.Rules[i] == rule;
            console.Line((string.Create(CultureInfo.InvariantCulture, $"  {(isThis ? '>' : ' ')} {i + 1,2} {order.Rules[i]}"), isThis ? Styles.Name : Styles.Quiet));
        }
    }

    private static void Add(Table table, string word, string value) =>
        table.AddRow(TerminalWriting.Cell(word, Styles.Quiet), TerminalWriting.Cell(value));

    private static string ThenOf(ExplanationDocument rule) => rule.Then switch
    {
        "refuse" when rule.Stages.Contains("connect", StringComparer.Ordinal) => "refuse: for good; at connect the connection is closed",
        "refuse" => "refuse: for good",
        "defer" => "defer: the client may try again",
        "close" => "close: the connection is closed behind the reply",
        "hold" => "hold: accepted, and kept for an operator",
        string other => other,
    };

    private static string OnErrorOf(string onError) => onError switch
    {
        "accept" => "accept: what cannot be looked up is no reason to refuse",
        "defer" => "defer: what cannot be looked up is answered with a 4xx",
        _ => onError,
    };

    private static string ModeOf(string mode) => mode switch
    {
        "enforce" => mode,
        "shadow" => "shadow: recorded, refuses nobody",
        _ => $"{mode} of the accounts; for the others only recorded",
    };

    private static string ItemsOf(ListDocument list)
    {
        if (list.Items.IsEmpty) return "(empty)";
        string shown = string.Join(", ", list.Items.Take(ShownItems).Select(static item => item.Length == 0 ? "\"\"" : item));
        return list.Items.Length > ShownItems ? string.Create(CultureInfo.InvariantCulture, $"{shown}, … ({list.Items.Length} in all)") : shown;
    }
}
