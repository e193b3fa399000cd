using System.Globalization;
using Spectre.Console;
using Submission.Admin;
using Submission.Cli.Output;
using Submission.Policy;

namespace Submission.Cli.Advise;

/// <summary>Prints advice for people.</summary>
internal sealed class AdvicePrinter(IAnsiConsole console)
{
    public void Print(AdminAdvice advice)
    {
        string domain = DomainName.TryParse(advice.Domain, out DomainName? name) ? name.Unicode : advice.Domain;
        bool isEmpty = advice.Published.Count == 0;
        console.Line((domain, Styles.Title), (isEmpty ? " publishes nothing for its mail that could be found." : " publishes:", Styles.Plain));
        Table published = TerminalWriting.Table("", "");
        foreach (AdminPublishedRecord it in advice.Published) published.AddRow(TerminalWriting.Cell(it.Topic, Styles.Quiet), TerminalWriting.Cell(LineOf(it.Name, it.Type, it.Value)));
        if (!isEmpty) console.WriteIndented(published, 2);
        if (advice.SpfLookups is { } lookups) console.Line((string.Create(CultureInfo.InvariantCulture, $"  SPF asks DNS {lookups} of 10 times."), Styles.Quiet));

        string? last = null;
        foreach (AdminFinding finding in advice.Findings)
        {
            console.WriteLine();
            console.Line((finding.Severity, StyleOf(finding.Severity)), (": ", Styles.Plain), (finding.Text, Styles.Plain), ($" [{finding.Code}]", Styles.Quiet));
            console.Line(($"  {finding.Why}", Styles.Quiet));
            string records = string.Join('\n', finding.Publish);
            if (records.Length == 0) continue;
            if (records == last)
            {
                console.Line(("  The record above mends it too.", Styles.Quiet));
                continue;
            }

            console.Line("  Publish:");
            // A record is copied whole, so that it is never wrapped.
            foreach (AdminZoneRecord record in finding.Publish) console.Profile.Out.Writer.WriteLine("    " + Printable.Of(LineOf(record.Name, record.Type, record.Value)));
            last = records;
        }

        console.WriteLine();
        console.Line(Sum(advice));
    }

    private static string LineOf(string name, string type, string value) => $"{name} IN {type} {value}";

    private static Style StyleOf(string severity) => severity switch
    {
        "error" => Styles.Bad,
        "warning" or "unknown" => Styles.Warning,
        _ => Styles.Name,
    };

    private static (string Text, Style Style) Sum(AdminAdvice advice)
    {
        if (advice.Findings.Count == 0) return ("Everything is fine.", Styles.Good);
        List<string> parts = [];
        foreach (string severity in (ReadOnlySpan<string>)["error", "warning", "unknown", "hint"])
        {
            int count = advice.Findings.Count(finding => finding.Severity == severity);
            if (count > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {severity}{(count == 1 || severity == "unknown" ? "" : "s")}"));
        }

        return (string.Join(", ", parts) + ".", advice.Verdict switch { "wrong" => Styles.Bad, "unknown" => Styles.Warning, _ => Styles.Good });
    }
}
