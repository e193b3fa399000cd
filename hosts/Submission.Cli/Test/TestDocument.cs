using System.Collections.Immutable;
using Submission.Cli.Validate;
using Submission.Policy.Testing;

namespace Submission.Cli.Test;

/// <summary>The JSON of <c>test</c>. The coverage is left out where a filter chose some cases only.</summary>
internal sealed record TestDocument(
    string Policy, bool Passed, int Cases, int Failed, ImmutableArray<CaseDocument> Results, ImmutableArray<ErrorDocument> Errors, CoverageDocument? Coverage)
{
    public static TestDocument Of(GoldenCaseReport report, bool isWhole) => new(
        report.Policy,
        report.IsPassed,
        report.Cases.Length,
        report.Cases.Count(static result => !result.IsPassed),
        [.. report.Cases.Select(CaseDocument.Of)],
        [.. report.Errors.Select(ErrorDocument.Of)],
        isWhole ? CoverageDocument.Of(report.Coverage) : null);
}

/// <summary>One case in JSON.</summary>
internal sealed record CaseDocument(string Name, string File, string About, bool Passed, ImmutableArray<DifferenceDocument> Differences)
{
    public static CaseDocument Of(GoldenCaseResult result) => new(
        result.Name,
        result.File,
        result.About,
        result.IsPassed,
        [.. result.Differences.Select(static difference => new DifferenceDocument(
            difference.Location.File, difference.Location.Line, difference.Location.Column, difference.Step, difference.Turn, difference.Expected, difference.Got))]);
}

/// <summary>One difference in JSON; <c>turn</c> is 0 outside of a repetition.</summary>
internal sealed record DifferenceDocument(string File, int Line, int Column, string Step, int Turn, string Expected, string Got);

/// <summary>The coverage in JSON.</summary>
internal sealed record CoverageDocument(int Rules, int Reasons, ImmutableArray<string> UnexercisedRules, ImmutableArray<ReasonDocument> UnreachedReasons)
{
    public static CoverageDocument Of(PolicyCoverage coverage) => new(
        coverage.Rules,
        coverage.Reasons,
        [.. coverage.UnexercisedRules.Select(static rule => rule.Value)],
        [.. coverage.UnreachedReasons.Select(static reason =>
            new ReasonDocument(reason.Rule.Value, reason.Reply, reason.Location.File, reason.Location.Line, reason.Location.Column))]);
}

/// <summary>A reason that no case reaches, in JSON.</summary>
internal sealed record ReasonDocument(string Rule, string Reply, string File, int Line, int Column);
