namespace Submission.Cli.Tests;

public sealed class UsageTests
{
    [Fact]
    public async Task Help_OfTheRoot_TeachesTheCommands()
    {
        ToolRun run = await ToolRun.RunAsync("--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        foreach (string command in new[] { "validate", "test", "explain", "session", "schema", "accounts", "limits", "blocks", "queue", "domains", "dkim", "tls", "advise" }) Assert.Contains($"\n  {command}", run.Output, StringComparison.Ordinal);
        Assert.Contains("Begin with:", run.Output, StringComparison.Ordinal);
        Assert.Contains("submission-policy [command] [options]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoCommand_IsAnswered_WithTheHelp()
    {
        ToolRun bare = await ToolRun.RunAsync();
        Assert.Equal(0, bare.ExitCode);
        Assert.Equal((await ToolRun.RunAsync("--help")).Output, bare.Output);
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("test")]
    [InlineData("explain")]
    [InlineData("session")]
    [InlineData("schema")]
    [InlineData("accounts hash")]
    [InlineData("accounts check")]
    [InlineData("limits show")]
    [InlineData("limits reset")]
    [InlineData("blocks list")]
    [InlineData("blocks lift")]
    [InlineData("queue list")]
    [InlineData("queue show")]
    [InlineData("queue stats")]
    [InlineData("queue retry")]
    [InlineData("queue hold")]
    [InlineData("queue release")]
    [InlineData("queue bounce")]
    [InlineData("queue drop")]
    [InlineData("domains list")]
    [InlineData("domains suspend")]
    [InlineData("domains resume")]
    [InlineData("tls check")]
    [InlineData("advise")]
    public async Task Help_OfACommand_ShowsExamplesAndExitCodes(string command)
    {
        ToolRun run = await ToolRun.RunAsync([.. command.Split(' '), "--help"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Examples:\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"submission-policy {command}", run.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes:\n  0 ", run.Output, StringComparison.Ordinal);
        Assert.Contains("--json", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_IsThatOfTheTool()
    {
        ToolRun run = await ToolRun.RunAsync("--version");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"\A\d+\.\d+\.\d+[^\n+]*\n\z", run.Output);
    }

    [Theory]
    [InlineData("valdiate", "'valdiate' is not a command. Did you mean 'validate'?")]
    [InlineData("accounts hsah", "'hsah' is not a command. Did you mean 'hash'?")]
    [InlineData("validate --jsno", "'--jsno' is not an option here. Did you mean '--json'?")]
    [InlineData("explain a b c", "'c' is one argument too many.")]
    [InlineData("accounts", "A command is missing behind 'accounts': hash, check.")]
    public async Task WrongUsage_IsToldOnTheErrorOutput_WithWhatWasMeant(string line, string expected)
    {
        ToolRun run = await ToolRun.RunAsync(line.Split(' '));
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith($"error: {expected}\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("--help\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingArgument_IsWrongUsage()
    {
        ToolRun run = await ToolRun.RunAsync("explain");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("explain", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownValueOfAnOption_IsWrongUsage()
    {
        ToolRun run = await ToolRun.RunWithInputAsync("secret\n", "accounts", "hash", "--scheme", "md5");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("md5", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ControlCharacters_OfTheCommandLine_AreNotEchoed()
    {
        ToolRun run = await ToolRun.RunAsync("\u001b[31mred");
        Assert.Equal(2, run.ExitCode);
        Assert.DoesNotContain('\u001b', run.Error);
    }
}
