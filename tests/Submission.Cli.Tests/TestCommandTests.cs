using System.Text.Json;

namespace Submission.Cli.Tests;

public sealed class TestCommandTests
{
    private const string FriendPasses = """
        about: A friend passes.
        given: { dns: { example.org: { a: [192.0.2.7] } } }
        steps:
          - connect: 198.51.100.7
          - mail: jan@domena.cz
        """;

    private const string StrangerIsRefused = """
        about: A stranger is refused.
        steps:
          - connect: 198.51.100.7
          - mail: eve@elsewhere.example
            expect: 550 5.1.0 <eve@elsewhere.example> sender rejected
            by: foreign-sender
        """;

    private const string ThirdIsRefused = """
        about: The third message within a minute is refused.
        steps:
          - connect: 198.51.100.7
          - repeat: 2
            do: [{ mail: jan@domena.cz }, { rcpt: a@example.org }, { message: { size: 100 } }]
          - mail: jan@domena.cz
            expect: 550 5.1.0 {id} policy violation
        """;

    [Fact]
    public async Task Test_WhereAllCasesPass_TellsCountsAndCoverage()
    {
        using PolicyFolder policy = WithCases();
        ToolRun run = await ToolRun.RunAsync("test", policy.Path);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"\Asmall: 3 cases, 3 passed, 0 failed in \d+\.\d s\nrules exercised: 2 of 2; reasons reached: 2 of 2\n\z", run.Output);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Test_WhereACaseFails_ShowsWhatDiffers()
    {
        using PolicyFolder policy = WithCases();
        policy.Write("cases/foreign-sender/stranger.yaml", StrangerIsRefused.Replace("sender rejected", "go away", StringComparison.Ordinal));
        ToolRun run = await ToolRun.RunAsync("test", policy.Path);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(
            """
            FAIL foreign-sender/stranger
              A stranger is refused.
              POLICY/cases/foreign-sender/stranger.yaml:4:5: mail: eve@elsewhere.example
                - 550 5.1.0 <eve@elsewhere.example> go away  by foreign-sender
                + 550 5.1.0 <eve@elsewhere.example> sender rejected  by foreign-sender

            small: 3 cases, 2 passed, 1 failed in
            """.ReplaceLineEndings("\n"),
            policy.Normalise(run.Output),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WhereSomethingIsNotReached_SaysSo_AndFailsWhereAsked()
    {
        using PolicyFolder policy = WithCases();
        File.Delete(Path.Combine(policy.Path, "cases/few-messages/third.yaml"));
        ToolRun run = await ToolRun.RunAsync("test", policy.Path);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("reasons reached: 1 of 2\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  not reached: POLICY/rules/few-messages.yaml:5:8: few-messages: 550 5.1.0 {id} policy violation\n", policy.Normalise(run.Output), StringComparison.Ordinal);
        Assert.Equal(1, (await ToolRun.RunAsync("test", policy.Path, "--require-coverage")).ExitCode);
    }

    [Theory]
    [InlineData("few-messages", 1)]
    [InlineData("foreign-sender", 2)]
    [InlineData("foreign-sender/friend", 1)]
    [InlineData("stranger", 1)]
    [InlineData("*er", 1)]
    [InlineData("f*", 3)]
    public async Task Test_WithAFilter_RunsWhatFits(string filter, int count)
    {
        using PolicyFolder policy = WithCases();
        ToolRun run = await ToolRun.RunAsync("test", policy.Path, "--filter", filter);
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith($"small: {count} cases, {count} passed", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("exercised", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WithAFilterThatFitsNothing_SuggestsTheNearest()
    {
        using PolicyFolder policy = WithCases();
        ToolRun run = await ToolRun.RunAsync("test", policy.Path, "--filter", "few-mesages");
        Assert.Equal((2, "error: No case fits 'few-mesages'. Did you mean 'few-messages'?\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Test_WithRecord_WritesDecisions_ThatLaterRunsCompare()
    {
        using PolicyFolder policy = WithCases();
        ToolRun run = await ToolRun.RunAsync("test", policy.Path, "--record");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("decisions recorded: 3\n", run.Output, StringComparison.Ordinal);
        string recorded = policy.Read("cases/foreign-sender/stranger.golden.yaml");
        Assert.Contains("foreign-sender", recorded, StringComparison.Ordinal);
        Assert.Equal(0, (await ToolRun.RunAsync("test", policy.Path)).ExitCode);

        policy.Write("cases/foreign-sender/stranger.golden.yaml", recorded.Replace("decided", "passed", StringComparison.Ordinal));
        ToolRun compared = await ToolRun.RunAsync("test", policy.Path);
        Assert.Equal(1, compared.ExitCode);
        Assert.Contains("FAIL foreign-sender/stranger\n", compared.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WithJson_GivesOneDocument()
    {
        using PolicyFolder policy = WithCases();
        policy.Write("cases/foreign-sender/stranger.yaml", StrangerIsRefused.Replace("sender rejected", "go away", StringComparison.Ordinal));
        JsonElement document = (await ToolRun.RunAsync("test", policy.Path, "--json")).Json();
        Assert.Equal("small", document.GetProperty("policy").GetString());
        Assert.False(document.GetProperty("passed").GetBoolean());
        Assert.Equal(3, document.GetProperty("cases").GetInt32());
        Assert.Equal(1, document.GetProperty("failed").GetInt32());
        JsonElement failed = document.GetProperty("results").EnumerateArray().Single(static result => !result.GetProperty("passed").GetBoolean());
        Assert.Equal("foreign-sender/stranger", failed.GetProperty("name").GetString());
        JsonElement difference = Assert.Single(failed.GetProperty("differences").EnumerateArray());
        Assert.Equal("mail: eve@elsewhere.example", difference.GetProperty("step").GetString());
        Assert.Equal(2, document.GetProperty("coverage").GetProperty("rules").GetInt32());
    }

    [Fact]
    public async Task Test_WhereThePolicyIsWrong_ShowsItsErrors()
    {
        using PolicyFolder policy = WithCases();
        policy.Write("rules/few-messages.yaml", PolicyFolder.FewMessages.Replace("1m: 2", "1x: 2", StringComparison.Ordinal));
        ToolRun run = await ToolRun.RunAsync("test", policy.Path);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("POLICY/rules/few-messages.yaml:4:", policy.Normalise(run.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WhereThereAreNoCases_CannotRead()
    {
        using var policy = new PolicyFolder();
        Assert.Equal(3, (await ToolRun.RunAsync("test", policy.Path)).ExitCode);
    }

    [Fact]
    public async Task Test_TheShippedCasesOfARule_Pass()
    {
        ToolRun run = await ToolRun.RunAsync("test", Repository.Forpsi, "--filter", "message-rate");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    private static PolicyFolder WithCases()
    {
        var policy = new PolicyFolder();
        policy.Write("cases/foreign-sender/friend.yaml", FriendPasses);
        policy.Write("cases/foreign-sender/stranger.yaml", StrangerIsRefused);
        policy.Write("cases/few-messages/third.yaml", ThirdIsRefused);
        return policy;
    }
}
