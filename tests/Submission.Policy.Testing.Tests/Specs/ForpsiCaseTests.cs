using Submission.Policy.Testing.Cases;

namespace Submission.Policy.Testing.Tests.Specs;

public sealed class ForpsiCaseTests(ForpsiRun run)
{
    public static TheoryData<string> Names =>
        [.. CaseReader.FindFiles(Repository.Forpsi).Select(static file => CaseReader.NameOf(Repository.Forpsi, file))];

    [Fact]
    public void Files_OfPolicyAndCases_HaveNoErrors() => Assert.Empty(run.Report.Errors.Select(static error => error.ToString()));

    [Theory]
    [MemberData(nameof(Names))]
    public void Case_InVirtualTime_GoesAsExpected(string name)
    {
        GoldenCaseResult result = Assert.Single(run.Report.Cases, candidate => candidate.Name == name);

        Assert.True(result.IsPassed, string.Join('\n', result.Differences));
    }

    [Fact]
    public void Coverage_OfRulesAndReasons_IsComplete()
    {
        Assert.Empty(run.Report.Coverage.UnexercisedRules);
        Assert.Empty(run.Report.Coverage.UnreachedReasons.Select(static reason => reason.ToString()));
        Assert.True(run.Report.Coverage.Reasons > run.Report.Coverage.Rules);
    }
}
