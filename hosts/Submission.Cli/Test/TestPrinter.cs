using System.Globalization;
using Spectre.Console;
using Submission.Cli.Output;
using Submission.Cli.Validate;
using Submission.Policy;
using Submission.Policy.Testing;

namespace Submission.Cli.Test;

/// <summary>Prints what came of the cases: what is wrong in full, what is right as a number.</summary>
internal sealed class TestPrinter(Terminal terminal)
{
    public void Print(GoldenCaseReport report, bool isWhole, bool records, TimeSpan elapsed)
    {
        new ErrorPrinter(terminal.Out).Print(report.Errors);
        foreach (GoldenCaseResult failed in report.Cases.Where(static result => !result.IsPassed)) Print(failed);
        int passed = report.Cases.Count(static result => result.IsPassed);
        int failures = report.Cases.Length - passed;
        string errors = report.Errors.IsEmpty ? "" : string.Create(CultureInfo.InvariantCulture, $", {report.Errors.Length} errors in files");
        terminal.Out.Line((
            string.Create(CultureInfo.InvariantCulture, $"{report.Policy}: {report.Cases.Length} cases, {passed} passed, {failures} failed{errors} in {elapsed.TotalSeconds:0.0} s"),
            report.IsPassed ? Styles.Good : Styles.Bad));
        if (records && passed > 0) terminal.Out.Line(string.Create(CultureInfo.InvariantCulture, $"decisions recorded: {passed}"));
        if (isWhole && !report.Cases.IsEmpty) Print(report.Coverage);
    }

    private void Print(GoldenCaseResult failed)
    {
        terminal.Out.Line(("FAIL ", Styles.Bad), (failed.Name, Styles.Title));
        terminal.Out.Line(($"  {failed.About}", Styles.Quiet));
        foreach (CaseDifference difference in failed.Differences)
        {
            string turn = difference.Turn == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (turn {difference.Turn})");
            terminal.Out.Line(($"  {difference.Location}: ", Styles.Plain), (difference.Step + turn, Styles.Plain));
            terminal.Out.Line(($"    - {difference.Expected}", Styles.Good));
            terminal.Out.Line(($"    + {difference.Got}", Styles.Bad));
        }

        terminal.Out.WriteLine();
    }

    private void Print(PolicyCoverage coverage)
    {
        int rules = coverage.Rules - coverage.UnexercisedRules.Length;
        int reasons = coverage.Reasons - coverage.UnreachedReasons.Length;
        terminal.Out.Line((
            string.Create(CultureInfo.InvariantCulture, $"rules exercised: {rules} of {coverage.Rules}; reasons reached: {reasons} of {coverage.Reasons}"),
            coverage.IsComplete ? Styles.Plain : Styles.Warning));
        foreach (RuleId rule in coverage.UnexercisedRules) terminal.Out.Line(("  not exercised: ", Styles.Warning), (rule.Value, Styles.Plain));
        foreach (RefusalReason reason in coverage.UnreachedReasons) terminal.Out.Line(("  not reached: ", Styles.Warning), (reason.ToString(), Styles.Plain));
    }
}
