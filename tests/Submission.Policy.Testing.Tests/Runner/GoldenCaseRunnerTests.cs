using System.Collections.Concurrent;
using System.Diagnostics;

namespace Submission.Policy.Testing.Tests.Runner;

public sealed class GoldenCaseRunnerTests
{
    private const string Quiet = """
        about: Names that are not loud are fine.
        steps:
          - connect: 192.0.2.1
          - helo: quiet.example
        """;

    private const string Loud = """
        about: LOUD is refused.
        steps:
          - connect: 192.0.2.1
          - helo: LOUD
            expect: 550 5.7.1 {id} not so loud, LOUD
            by: shouting
            close: false
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_CaseAsExpected_Passes()
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Loud);

        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);

        Assert.True(report.IsPassed);
        Assert.Equal("quiet", report.Policy);
        Assert.Equal(PolicyFolder.CaseName, Assert.Single(report.Cases).Name);
        Assert.Equal("LOUD is refused.", report.Cases[0].About);
        Assert.True(report.Coverage.IsComplete);
    }

    [Fact]
    public async Task RunAsync_OtherReply_IsADifferenceWithItsPlace()
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Loud.Replace("not so loud, LOUD", "quiet please", StringComparison.Ordinal));

        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);

        CaseDifference difference = Assert.Single(Assert.Single(report.Cases).Differences);
        Assert.False(report.IsPassed);
        Assert.Equal(
            $"{folder.CaseFile}:4:5: helo: LOUD\n  - 550 5.7.1 {{id}} quiet please  by shouting  and stays open\n  + 550 5.7.1 {{id}} not so loud, LOUD  by shouting  and stays open",
            difference.ToString());
    }

    [Theory]
    [InlineData("    by: shouting", "    by: whispering")]
    [InlineData("    close: false", "    close: true")]
    [InlineData("550 5.7.1 {id} not so loud, LOUD", "accept")]
    [InlineData("550 5.7.1 {id} not so loud, LOUD", "450 4.7.1 {id} not so loud, LOUD")]
    [InlineData("helo: LOUD", "helo: quiet")]
    public async Task RunAsync_AnyPartOtherwise_Fails(string part, string otherwise)
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Loud.Replace(part, otherwise, StringComparison.Ordinal));

        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);

        Assert.Empty(report.Errors);
        Assert.False(report.IsPassed);
    }

    [Fact]
    public async Task RunAsync_RefusalThatIsNotExpected_IsADifference()
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Quiet.Replace("quiet.example", "LOUD", StringComparison.Ordinal));

        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);

        Assert.Equal("accept", Assert.Single(Assert.Single(report.Cases).Differences).Expected);
    }

    [Fact]
    public async Task RunAsync_ReasonThatNoCaseReaches_IsTold()
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Quiet);

        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);

        Assert.True(report.IsPassed);
        Assert.Empty(report.Coverage.UnexercisedRules);
        Assert.Equal("550 5.7.1 {id} not so loud, {helo.name}", Assert.Single(report.Coverage.UnreachedReasons).Reply);
    }

    [Fact]
    public async Task RunAsync_RuleThatNoCaseExercises_IsTold()
    {
        using PolicyFolder folder = PolicyFolder.WithCase("about: Nobody greets.\nsteps: [{ connect: 192.0.2.1 }]");

        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);

        Assert.Equal(new RuleId("shouting"), Assert.Single(report.Coverage.UnexercisedRules));
        Assert.False(report.Coverage.IsComplete);
    }

    [Fact]
    public async Task RunAsync_Filter_RunsOnlyWhatItNames()
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Quiet);

        GoldenCaseReport report = await new GoldenCaseRunner(new GoldenCaseOptions { Filter = static name => name != PolicyFolder.CaseName }).RunAsync(folder.Path, Token);

        Assert.Empty(report.Cases);
    }

    [Fact]
    public async Task RunAsync_ListOfTheCase_ReplacesThatOfThePolicy()
    {
        using PolicyFolder folder = PolicyFolder.WithCase("""
            about: A name of the list is loud.
            given:
              lists: { loud_names: [siren.example] }
            steps:
              - connect: 192.0.2.1
              - helo: siren.example
                expect: 550 5.7.1 {id} not so loud, siren.example
            """);

        Assert.True((await new GoldenCaseRunner().RunAsync(folder.Path, Token)).IsPassed);
    }

    [Fact]
    public async Task RunAsync_ListThatThePolicyDoesNotHave_Fails()
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Quiet + "\ngiven: { lists: { lout_names: [a] } }");

        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);

        Assert.Contains("lout_names", Assert.Single(Assert.Single(report.Cases).Differences).Got, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_PolicyThatIsWrong_RunsNothing()
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Quiet, "rule: shouting\nabout: x\nstage: helo\nrefuse-if: helo.nome == 'LOUD'\nreply: 550 5.7.1 x");

        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);

        Assert.NotEmpty(report.Errors);
        Assert.Empty(report.Cases);
        Assert.False(report.IsPassed);
    }

    [Fact]
    public async Task RunAsync_StepThatIsNotPossible_IsADifferenceAndNoCrash()
    {
        using PolicyFolder folder = PolicyFolder.WithCase("""
            about: Everything out of order.
            steps:
              - helo: quiet.example
              - connect: 192.0.2.1
              - message: { size: 1 }
              - rcpt: eva@example.org
              - quit
              - auth: [jan@domena.cz, secret]
            """);

        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);

        Assert.All(Assert.Single(report.Cases).Differences, static difference => Assert.StartsWith("not possible: ", difference.Got, StringComparison.Ordinal));
        Assert.Equal(4, report.Cases[0].Differences.Length);
        Assert.DoesNotContain("secret", string.Join('\n', report.Cases[0].Differences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ManyDifferences_StopsAtFive()
    {
        using PolicyFolder folder = PolicyFolder.WithCase("about: x.\nsteps:\n  - connect: 192.0.2.1\n  - repeat: 1000\n    do: [{ helo: LOUD }]");

        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);

        Assert.Equal([1, 2, 3, 4, 5], Assert.Single(report.Cases).Differences.Select(static difference => difference.Turn));
    }

    [Fact]
    public async Task RunAsync_AYearOfWaiting_TakesNoTime()
    {
        using PolicyFolder folder = PolicyFolder.WithCase("about: x.\nsteps:\n  - connect: 192.0.2.1\n  - repeat: 365\n    do: [{ after: 1d }, { helo: quiet.example }]");
        long start = Stopwatch.GetTimestamp();

        GoldenCaseReport report = await new GoldenCaseRunner().RunAsync(folder.Path, Token);

        Assert.True(report.IsPassed);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task RunAsync_Configure_BringsRulesOfItsOwn()
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Quiet);
        var options = new GoldenCaseOptions { Configure = static policy => policy.AddRule<NobodyConnects>() };

        GoldenCaseReport report = await new GoldenCaseRunner(options).RunAsync(folder.Path, Token);

        Assert.Equal("554 5.7.1 closed today  by nobody-connects", Assert.Single(report.Cases).Differences[0].Got);
    }

    [Fact]
    public async Task RunAsync_WithProgress_TellsOfEachCase()
    {
        using PolicyFolder folder = PolicyFolder.WithCase(Loud);
        var told = new ConcurrentQueue<string>();
        var options = new GoldenCaseOptions { Progress = new Teller(result => told.Enqueue(result.Name)) };
        GoldenCaseReport report = await new GoldenCaseRunner(options).RunAsync(folder.Path, Token);
        Assert.NotEmpty(told);
        Assert.Equal(report.Cases.Select(static result => result.Name), told.Order(StringComparer.Ordinal));
    }

    private sealed class Teller(Action<GoldenCaseResult> tell) : IProgress<GoldenCaseResult>
    {
        public void Report(GoldenCaseResult value) => tell(value);
    }

    private sealed class NobodyConnects : IPolicyRule
    {
        public RuleId Id { get; } = new("nobody-connects");

        public PolicyStages Stages => PolicyStages.Connect;

        public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken) =>
            new(Verdict.Close(SmtpReply.Parse("554 5.7.1 closed today")));
    }
}
