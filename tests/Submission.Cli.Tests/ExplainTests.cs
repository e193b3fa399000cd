using System.Text.Json;

namespace Submission.Cli.Tests;

public sealed class ExplainTests
{
    [Fact]
    public async Task Explain_ARule_SaysAllOfIt()
    {
        using var policy = new PolicyFolder();
        policy.Write("cases/foreign-sender/stranger.yaml", "about: A stranger is refused.\nsteps: [{ connect: 198.51.100.7 }]");
        ToolRun run = await ToolRun.RunAsync("explain", "foreign-sender", policy.Path);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string text = policy.Normalise(run.Output);
        foreach (string line in new[]
        {
            "foreign-sender\n",
            "  Only friends may send.\n",
            "POLICY/rules/foreign-sender.yaml:1\n",
            "not (sender.domain in lists.friends)\n",
            "client.ip == \"192.0.2.1\"\n",
            "550 5.1.0 <{sender}> sender rejected\n",
            "refuse: for good\n",
            "domena.cz, example.org\n",
            "  order at mail: 1 of 2\n  >  1 foreign-sender\n     2 few-messages\n",
            "  golden cases (1)\n    stranger  A stranger is refused.\n",
        })
        {
            Assert.Contains(line, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("strangers", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Split('\n'), static line => line.EndsWith(' '));
    }

    [Fact]
    public async Task Explain_AnUnknownRule_SuggestsTheNearest()
    {
        using var policy = new PolicyFolder();
        ToolRun run = await ToolRun.RunAsync("explain", "foreign-sendre", policy.Path);
        Assert.Equal((2, "error: The policy 'small' has no rule 'foreign-sendre'. Did you mean 'foreign-sender'?\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Explain_WithJson_GivesOneDocument()
    {
        using var policy = new PolicyFolder();
        JsonElement document = (await ToolRun.RunAsync("explain", "few-messages", policy.Path, "--json")).Json();
        Assert.Equal("few-messages", document.GetProperty("rule").GetString());
        Assert.Equal("limit", document.GetProperty("kind").GetProperty("name").GetString());
        Assert.Equal(["count", "per", "at-most"], document.GetProperty("kind").GetProperty("words").EnumerateArray().Select(static word => word.GetProperty("word").GetString()));
        Assert.Equal("1m: 2", document.GetProperty("kind").GetProperty("words")[2].GetProperty("value").GetString());
        Assert.Equal("mail", Assert.Single(document.GetProperty("stages").EnumerateArray()).GetString());
        JsonElement order = Assert.Single(document.GetProperty("order").EnumerateArray());
        Assert.Equal(2, order.GetProperty("place").GetInt32());
    }

    [Fact]
    public async Task Explain_WithAWrongPolicy_TellsItsErrors()
    {
        using var policy = new PolicyFolder();
        policy.Write("rules/few-messages.yaml", PolicyFolder.FewMessages.Replace("1m: 2", "1x: 2", StringComparison.Ordinal));
        ToolRun run = await ToolRun.RunAsync("explain", "foreign-sender", policy.Path);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("rules/few-messages.yaml:4:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_EveryShippedRule_Works()
    {
        string[] rules = [.. Directory.EnumerateFiles(Path.Combine(Repository.Forpsi, "rules")).Select(Path.GetFileNameWithoutExtension).OfType<string>()];
        Assert.NotEmpty(rules);
        foreach (string rule in rules)
        {
            ToolRun run = await ToolRun.RunAsync("explain", rule, Repository.Forpsi);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            Assert.StartsWith($"{rule}\n", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Explain_ALongSentence_IsNotCutWhereRedirected()
    {
        using var policy = new PolicyFolder();
        string about = string.Join(' ', Enumerable.Repeat("word", 200)) + ".";
        policy.Write("rules/foreign-sender.yaml", PolicyFolder.ForeignSender.Replace("Only friends may send.", about, StringComparison.Ordinal));
        Assert.Contains($"  {about}\n", (await ToolRun.RunAsync("explain", "foreign-sender", policy.Path)).Output, StringComparison.Ordinal);
    }
}
