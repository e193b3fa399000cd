using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Conformance.Worlds;
using Submission.Policy.Testing.Running;

namespace Conformance.Report;

/// <summary>Writes <c>docs/hosts/conformance.md</c>.</summary>
internal sealed class ConformanceTable
{
    private readonly StringBuilder _text = new();
    private readonly IReadOnlyList<HostRun> _runs;
    private readonly List<string> _notes = [];

    private ConformanceTable(IReadOnlyList<HostRun> runs) => _runs = runs;

    /// <summary>Writes the page.</summary>
    /// <param name="runs">The runs; the first host sees everything.</param>
    public static string Write(IReadOnlyList<HostRun> runs)
    {
        var table = new ConformanceTable(runs);
        table.WriteStart();
        table.WriteRules();
        table.WriteCases();
        table.WriteCasesByRule();
        foreach (HostRun run in runs) table.WriteLeftOut(run);
        return table._text.ToString();
    }

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void WriteStart()
    {
        Line("# What each host enforces");
        Line();
        Line("<!-- Written by tests/Conformance; UPDATE_DOCS=1 writes it anew. -->");
        Line();
        Line($"The {Count(_runs[0].Plays.Length)} golden cases of the shipped policy (`specs/forpsi/cases`) are played on every host over its real wire, each in a world and a time of its own:");
        Line();
        foreach (HostRun run in _runs) Line($"- **{run.Kind.Name}** {run.Kind.Wire}.");
        Line();
        Line("Wherever the host sees a step, the verdict, the rule that decided, the text of the reply and whether the connection is closed are the case's. The tests fail on any difference, and when this page is no");
        Line("longer true.");
        Line();
    }

    private void WriteRules()
    {
        Line("## Rules");
        Line();
        Line("At which stages each host asks a rule.");
        Line();
        Head("rule");
        foreach (RuleSummary rule in _runs[0].Rules)
            Line($"| [`{rule.Id}`](../rules/{rule.Id}.md) | {string.Join(" | ", _runs.Select(run => Stages(run, rule.Id)))} |");
        Line();
        for (int i = 0; i < _notes.Count; i++) Line($"{Count(i + 1)}. {_notes[i]}");
        if (_notes.Count > 0) Line();
    }

    private void WriteCases()
    {
        Line("## Cases");
        Line();
        Line("*Whole*: every step was compared. *In part*: some steps, or the wording of some replies, could not be. *Not visible*: the host does not see what the case is about.");
        Line("*Not played*: named below.");
        Line();
        Line("| host | cases | whole | in part | not visible | not played |");
        Line("|---|---|---|---|---|---|");
        foreach (HostRun run in _runs) Line($"| {Link(run)} | {Count(run.Plays.Length)} | {string.Join(" | ", Counts(run.Plays))} |");
        Line();
    }

    private void WriteCasesByRule()
    {
        Line("By rule, *whole* / *in part* / *not visible* / *not played*:");
        Line();
        Head("rule");
        foreach (IGrouping<string, CaseResult> rule in _runs[0].Plays.GroupBy(static result => GoldenCases.RuleOf(result.Case)))
        {
            IEnumerable<string> cells = _runs.Select(run => string.Join(" / ", Counts([.. run.Plays.Where(result => GoldenCases.RuleOf(result.Case) == rule.Key)])));
            Line($"| `{rule.Key}` | {string.Join(" | ", cells)} |");
        }

        Line();
    }

    private void WriteLeftOut(HostRun run)
    {
        var reasons = run.Plays
            .SelectMany(static result => result.Play.LeftOut.Select(left => (result.Case.Name, left.Part, left.Reason)).Distinct())
            .GroupBy(static left => (left.Part, left.Reason))
            .OrderBy(static group => group.Key.Part).ThenByDescending(static group => group.Count()).ThenBy(static group => group.Key.Reason, StringComparer.Ordinal)
            .ToArray();
        string[] notPlayed = [.. run.Plays.Where(static result => result.Sight == CaseSightKind.NotPlayed).Select(static result => $"`{result.Case.Name}`")];
        if (reasons.Length == 0 && notPlayed.Length == 0) return;
        Line($"### Left out: {run.Kind.Name}");
        Line();
        Line("| what | why | cases |");
        Line("|---|---|---|");
        foreach (var reason in reasons) Line($"| {Part(reason.Key.Part)} | {reason.Key.Reason} | {Count(reason.Count())} |");
        if (notPlayed.Length > 0)
            Line($"| case | more than {Count(run.Kind.MaximumSteps)} steps take too long here; the hosts above play them: {string.Join(", ", notPlayed)} | {Count(notPlayed.Length)} |");
        Line();
    }

    private static string Part(LeftOutPart part) => part switch
    {
        LeftOutPart.Reply => "wording of the reply",
        LeftOutPart.Step => "step",
        _ => "step, and the rest of the case",
    };

    private static IEnumerable<string> Counts(ImmutableArray<CaseResult> results) =>
        Enum.GetValues<CaseSightKind>().Select(kind => Count(results.Count(result => result.Sight == kind)));

    private string Stages(HostRun run, RuleId id)
    {
        UnseenRule? unseen = run.Unseen.FirstOrDefault(entry => entry.Rule == id);
        string note = unseen is null ? "" : $" [{Count(Note(unseen.Why))}]";
        return run.Rules.FirstOrDefault(rule => rule.Id == id) is { } asked ? Words(asked.Stages) + note : "no" + note;
    }

    private int Note(string why)
    {
        string sentence = char.ToUpperInvariant(why[0]) + why[1..] + ".";
        int index = _notes.IndexOf(sentence);
        if (index >= 0) return index + 1;
        _notes.Add(sentence);
        return _notes.Count;
    }

    private static string Words(PolicyStages stages) => stages.ToString().ToLowerInvariant();

    private void Head(string first)
    {
        Line($"| {first} | {string.Join(" | ", _runs.Select(Link))} |");
        Line($"|---|{string.Concat(_runs.Select(static _ => "---|"))}");
    }

    private static string Link(HostRun run) => $"[{run.Kind.Name}]({run.Kind.Page})";

    private void Line(string text = "") => _text.Append(text).Append('\n');
}
