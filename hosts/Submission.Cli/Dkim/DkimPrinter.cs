using Spectre.Console;
using Submission.Admin;
using Submission.Cli.Output;

namespace Submission.Cli.Dkim;

/// <summary>Prints what a gateway tells of its signatures.</summary>
internal static class DkimPrinter
{
    public static void Print(AdminDkimDomains domains, IAnsiConsole console)
    {
        if (domains.Domains.Count == 0)
        {
            console.Line("No domain has keys: none has sent anything yet.");
            return;
        }

        Table table = TerminalWriting.Table("domain", "state", "DNS", "keys that sign");
        foreach (AdminDkimDomain domain in domains.Domains)
        {
            table.AddRow(
                TerminalWriting.Cell(domain.Domain, Styles.Name),
                TerminalWriting.Cell(domain.State, StyleOf(domain.State)),
                TerminalWriting.Cell(domain.Dns),
                TerminalWriting.Cell(string.Join(", ", domain.Keys.Where(static key => key.Stage == AdminDkimWords.Signing).Select(static key => key.Name[..key.Name.IndexOf('.', StringComparison.Ordinal)]))));
        }

        console.Write(table);
    }

    public static void Print(AdminDkimDomain domain, IAnsiConsole console, DateTimeOffset now)
    {
        console.Line((domain.Domain, Styles.Name), (": ", Styles.Plain), (domain.State, StyleOf(domain.State)), ($"; DNS: {Of(domain.Dns)}", Styles.Plain));
        foreach (AdminDkimKey key in domain.Keys)
        {
            console.WriteLine();
            console.Line((key.Name, Styles.Name), ($"  {key.Algorithm}  ", Styles.Plain), (key.Stage, StyleOf(key.Stage)), ($" since {Moment.Of(key.Since, now)}", Styles.Quiet));
            if (key.Problem is { } problem) console.Line(($"  {problem}", Styles.Warning));
            if (key.Stage == AdminDkimWords.Waiting && domain.Dns != AdminDkimWords.Ours) console.Line("  Publish this record; signing starts by itself when it is seen:");
            // A record is copied whole, so that it is never wrapped.
            console.Profile.Out.Writer.WriteLine("  " + Printable.Of(key.ZoneText));
        }
    }

    private static string Of(string dns) => dns switch
    {
        AdminDkimWords.Ours => "ours, the gateway publishes",
        AdminDkimWords.Elsewhere => "elsewhere, records are published by hand",
        _ => "not known yet",
    };

    private static Style StyleOf(string word) => word switch
    {
        AdminDkimWords.Signing => Styles.Good,
        AdminDkimWords.Waiting => Styles.Warning,
        _ => Styles.Quiet,
    };
}
