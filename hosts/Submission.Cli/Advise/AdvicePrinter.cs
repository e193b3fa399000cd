using System.Globalization;
using Spectre.Console;
using Submission.Admin;
using Submission.Cli.Output;
using Submission.Trust.Advice;

namespace Submission.Cli.Advise;

/// <summary>Prints advice for people.</summary>
internal sealed class AdvicePrinter(IAnsiConsole console)
{
    public void Print(DomainAdvice advice)
    {
        console.Line((advice.Domain.Unicode, Styles.Title), (advice.Published.IsEmpty ? " publishes nothing for its mail that could be found." : " publishes:", Styles.Plain));
        Table published = TerminalWriting.Table("", "");
        foreach (PublishedRecord it in advice.Published)
            published.AddRow(TerminalWriting.Cell(AdviceDocument.WordOf(it.Topic), Styles.Quiet), TerminalWriting.Cell(it.Record.ToString()));
        if (!advice.Published.IsEmpty) console.WriteIndented(published, 2);
        if (advice.SpfLookups is { } lookups) console.Line((string.Create(CultureInfo.InvariantCulture, $"  SPF asks DNS {lookups} of 10 times."), Styles.Quiet));

        string? last = null;
        foreach (AdviceFinding finding in advice.Findings)
        {
            console.WriteLine();
            (string word, Style style) = Say(finding.Severity);
            console.Line((word, style), (": ", Styles.Plain), (finding.Text, Styles.Plain), ($" [{finding.Code}]", Styles.Quiet));
            console.Line(($"  {finding.Why}", Styles.Quiet));
            string records = string.Join('\n', finding.Publish);
            if (records.Length == 0) continue;
            if (records == last)
            {
                console.Line(("  The record above mends it too.", Styles.Quiet));
                continue;
            }

            console.Line("  Publish:");
            foreach (ZoneRecord record in finding.Publish) console.Line(($"    {record}", Styles.Good));
            last = records;
        }

        console.WriteLine();
        console.Line(Sum(advice));
    }

    private static (string Word, Style Style) Say(AdviceSeverity severity) => severity switch
    {
        AdviceSeverity.Error => ("error", Styles.Bad),
        AdviceSeverity.Warning => ("warning", Styles.Warning),
        AdviceSeverity.Unknown => ("unknown", Styles.Warning),
        _ => ("hint", Styles.Name),
    };

    private static (string Text, Style Style) Sum(DomainAdvice advice)
    {
        if (advice.Findings.IsEmpty) return ("Everything is fine.", Styles.Good);
        List<string> parts = [];
        foreach (AdviceSeverity severity in (ReadOnlySpan<AdviceSeverity>)[AdviceSeverity.Error, AdviceSeverity.Warning, AdviceSeverity.Unknown, AdviceSeverity.Hint])
        {
            int count = advice.Findings.Count(finding => finding.Severity == severity);
            if (count > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {Say(severity).Word}{(count == 1 || severity == AdviceSeverity.Unknown ? "" : "s")}"));
        }

        return (string.Join(", ", parts) + ".", advice.Verdict switch { AdviceVerdict.Wrong => Styles.Bad, AdviceVerdict.Unknown => Styles.Warning, _ => Styles.Good });
    }
}
