using System.Text.Json;

namespace Submission.Cli.Tests;

public sealed class ValidateTests
{
    [Fact]
    public async Task Validate_TheShippedPolicy_FindsNothing()
    {
        ToolRun run = await ToolRun.RunAsync("validate", Repository.Forpsi);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"\Aforpsi: \d+ rules, \d+ lists, no errors\n\z", run.Output);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Validate_TheEmbeddedPolicy_SaysTheSame()
    {
        ToolRun embedded = await ToolRun.RunAsync("validate", "@forpsi");
        Assert.Equal(0, embedded.ExitCode);
        Assert.Equal((await ToolRun.RunAsync("validate", Repository.Forpsi)).Output, embedded.Output);
    }

    [Fact]
    public async Task Validate_AWrongPolicy_ShowsPlaceLineCaretAndMend()
    {
        using var policy = new PolicyFolder();
        policy.Write("rules/foreign-sender.yaml", PolicyFolder.ForeignSender.Replace("unless:", "unles:", StringComparison.Ordinal));
        policy.Write("rules/few-messages.yaml", PolicyFolder.FewMessages.Replace("few-messages", "few-messages\nmode: enfroce", StringComparison.Ordinal));
        ToolRun run = await ToolRun.RunAsync("validate", policy.Path);
        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.Equal(
            """
            POLICY/rules/few-messages.yaml:2:7: 'enfroce' is not a mode.
              2 | mode: enfroce
                |       ^
              mend: Write enforce, shadow, or a share such as enforce 10%.

            POLICY/rules/foreign-sender.yaml:5:1: Unknown word 'unles'.
              5 | unles: client.ip == "192.0.2.1"
                | ^
              mend: Did you mean 'unless'?

            small: 2 rules, 2 lists, 2 errors

            """.ReplaceLineEndings("\n"),
            policy.Normalise(run.Output));
    }

    [Fact]
    public async Task Validate_WithJson_GivesOneDocument()
    {
        using var policy = new PolicyFolder();
        policy.Write("rules/foreign-sender.yaml", PolicyFolder.ForeignSender.Replace("unless:", "unles:", StringComparison.Ordinal));
        ToolRun run = await ToolRun.RunAsync("validate", policy.Path, "--json");
        Assert.Equal(1, run.ExitCode);
        JsonElement document = run.Json();
        Assert.Equal("small", document.GetProperty("policy").GetString());
        Assert.False(document.GetProperty("valid").GetBoolean());
        Assert.Equal(2, document.GetProperty("rules").GetInt32());
        Assert.Equal(2, document.GetProperty("lists").GetInt32());
        JsonElement error = Assert.Single(document.GetProperty("errors").EnumerateArray());
        Assert.Equal($"{policy.Path}/rules/foreign-sender.yaml", error.GetProperty("file").GetString());
        Assert.Equal((5, 1), (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32()));
        Assert.Equal("Unknown word 'unles'.", error.GetProperty("message").GetString());
        Assert.Equal("Did you mean 'unless'?", error.GetProperty("mend").GetString());
        Assert.Equal("foreign-sender", error.GetProperty("rule").GetString());
    }

    [Fact]
    public async Task Validate_WhereNothingIs_CannotRead()
    {
        ToolRun run = await ToolRun.RunAsync("validate", "/nonexistent/policy");
        Assert.Equal(3, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Equal("error: There is no policy at '/nonexistent/policy'. Name the folder that holds policy.yaml.\n", run.Error);
    }

    [Fact]
    public async Task Validate_AFolderWithoutAPolicy_CannotRead()
    {
        using var policy = new PolicyFolder();
        ToolRun run = await ToolRun.RunAsync("validate", Path.Combine(policy.Path, "rules"));
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("holds no policy.yaml", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_ASingleFile_ReadsAllOfThePolicyFromIt()
    {
        using var policy = new PolicyFolder();
        string file = policy.Write("all.yaml", $"{PolicyFolder.Header}\n---\n{PolicyFolder.ForeignSender}\n---\n{PolicyFolder.FewMessages}");
        ToolRun run = await ToolRun.RunAsync("validate", file);
        Assert.Equal((0, "small: 2 rules, 2 lists, no errors\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Validate_AHostileLine_IsShownCutAndHarmless()
    {
        using var policy = new PolicyFolder();
        policy.Write("rules/foreign-sender.yaml", $"{PolicyFolder.ForeignSender}\nhelpp: \"\\e\u001b[2J{new string('x', 5000)}\"");
        ToolRun run = await ToolRun.RunAsync("validate", policy.Path);
        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.DoesNotContain(run.Output.Split('\n'), static line => line.Length > 400);
    }
}
