using System.Text.Json;
using Submission.Admin;
using Submission.Policy.Testing;

namespace Submission.Cli.Tests.Admin;

/// <summary><c>limits</c> and <c>blocks</c> against a host on a socket.</summary>
public sealed class AdminCommandTests
{
    private static readonly FakeClock Noon = new(AdminExamples.AtNoon.Now);

    [Fact]
    public async Task LimitsShow_OfASubject_IsATableOfItsCounters()
    {
        await using AdminHost host = await AdminHost.StartAsync(AdminExamples.AtNoon.Limits);
        ToolRun run = await ToolRun.RunAtAsync(Noon, "limits", "show", "jan@domena.cz", "--socket", host.Socket);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            rule                  counter                 window   used         left  opens
            message-rate          account jan@domena.cz   1m       250 of 250   0     2026-01-01T12:00:42Z (in 42 s)
            message-rate          account jan@domena.cz   1h       250 of 1000  750
            too-many-connections  client.ip 198.51.100.7  at once  3
            spam-over-budget      account jan@domena.cz   1d       5 of 5       0     blocked until 2026-01-02T11:00:00Z (in 23 h): 5 of 5 within 1d used up

            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.Equal(["GET /v1/limits/jan%40domena.cz"], host.Requests);
    }

    [Fact]
    public async Task LimitsShow_OfNobody_SaysSo()
    {
        await using AdminHost host = await AdminHost.StartAsync(new AdminLimits("eva@domena.cz", []));
        Assert.Equal(new ToolRun(0, "Nothing is counted for eva@domena.cz.\n", ""), await ToolRun.RunAsync("limits", "show", "eva@domena.cz", "--socket", host.Socket));
    }

    [Theory]
    [InlineData("2001:db8::/64", "2001%3Adb8%3A%3A%2F64")]
    [InlineData("..", "..")]
    [InlineData("a/../b?c#d", "a%2F..%2Fb%3Fc%23d")]
    [InlineData("žluťoučký@kůň.cz", "%C5%BElu%C5%A5ou%C4%8Dk%C3%BD%40k%C5%AF%C5%88.cz")]
    public async Task LimitsShow_OfAnySubject_IsOneSegmentOfTheTarget(string subject, string segment)
    {
        await using AdminHost host = await AdminHost.StartAsync(new AdminLimits(subject, []));
        Assert.Equal(0, (await ToolRun.RunAsync("limits", "show", subject, "--socket", host.Socket)).ExitCode);
        Assert.Equal([$"GET /v1/limits/{segment}"], host.Requests);
    }

    [Theory]
    [InlineData(3, "limits reset jan@domena.cz", "emptied 3 counters of jan@domena.cz\n", "POST /v1/limits/jan%40domena.cz/reset")]
    [InlineData(0, "limits reset jan@domena.cz", "Nothing is counted for jan@domena.cz.\n", "POST /v1/limits/jan%40domena.cz/reset")]
    [InlineData(1, "limits reset jan@domena.cz --rule message-rate", "emptied 1 counter of jan@domena.cz by message-rate\n", "POST /v1/limits/jan%40domena.cz/reset?rule=message-rate")]
    [InlineData(2, "blocks lift jan@domena.cz", "lifted 2 blocks of jan@domena.cz\n", "POST /v1/blocks/jan%40domena.cz/lift")]
    [InlineData(0, "blocks lift jan@domena.cz --rule message-rate", "There is no block of jan@domena.cz by message-rate.\n", "POST /v1/blocks/jan%40domena.cz/lift?rule=message-rate")]
    public async Task Change_OfASubject_SaysWhatWasDone(int count, string line, string expected, string request)
    {
        string? rule = line.Contains("--rule", StringComparison.Ordinal) ? "message-rate" : null;
        await using AdminHost host = await AdminHost.StartAsync(new AdminChange("jan@domena.cz", rule, count));
        Assert.Equal(new ToolRun(0, expected, ""), await ToolRun.RunAsync([.. line.Split(' '), "--socket", host.Socket]));
        Assert.Equal([request], host.Requests);
    }

    [Fact]
    public async Task BlocksLift_OfSeveral_LiftsThemInTurnByOneCommand()
    {
        await using AdminHost host = await AdminHost.StartAsync(new AdminChange("x", null, 1));
        ToolRun run = await ToolRun.RunAsync("blocks", "lift", "jan@domena.cz", "198.51.100.7", "--rule", "spam-over-budget", "--socket", host.Socket);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(2, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(["POST /v1/blocks/jan%40domena.cz/lift?rule=spam-over-budget", "POST /v1/blocks/198.51.100.7/lift?rule=spam-over-budget"], host.Requests);
    }

    [Fact]
    public async Task BlocksList_IsATableOfAll()
    {
        await using AdminHost host = await AdminHost.StartAsync(AdminExamples.AtNoon.Blocks);
        ToolRun run = await ToolRun.RunAtAsync(Noon, "blocks", "list", "--socket", host.Socket);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            rule              who                        since                           until                             why
            spam-over-budget  account jan@domena.cz      2026-01-01T11:00:00Z (1 h ago)  2026-01-02T11:00:00Z (in 23 h)    5 of 5 within 1d used up
            mostly-queued     client.ip 198.51.100.0/24  2026-01-01T12:00:00Z (now)      2026-01-01T12:59:30Z (in 59 min)  60 of 101 queued

            """.ReplaceLineEndings("\n"),
            run.Output);
    }

    [Fact]
    public async Task BlocksList_WithoutBlocks_SaysSo()
    {
        await using AdminHost host = await AdminHost.StartAsync(new AdminBlocks([]));
        Assert.Equal(new ToolRun(0, "Nobody is blocked.\n", ""), await ToolRun.RunAsync("blocks", "list", "--socket", host.Socket));
    }

    [Fact]
    public async Task Json_IsTheDocumentOfTheHost()
    {
        await using AdminHost limits = await AdminHost.StartAsync(AdminExamples.AtNoon.Limits);
        JsonElement document = (await ToolRun.RunAsync("limits", "show", "jan@domena.cz", "--json", "--socket", limits.Socket)).Json();
        Assert.Equal(4, document.GetProperty("limits").GetArrayLength());
        Assert.Equal("5 of 5 within 1d used up", document.GetProperty("limits")[3].GetProperty("block").GetProperty("reason").GetString());
        Assert.False(document.GetProperty("limits")[2].TryGetProperty("window", out _));

        await using AdminHost blocks = await AdminHost.StartAsync(AdminExamples.AtNoon.Blocks);
        Assert.Equal(2, (await ToolRun.RunAsync("blocks", "list", "--json", "--socket", blocks.Socket)).Json().GetProperty("blocks").GetArrayLength());

        await using AdminHost change = await AdminHost.StartAsync(new AdminChange("jan@domena.cz", null, 2));
        foreach (string line in (string[])["limits reset", "blocks lift"])
            Assert.Equal(2, (await ToolRun.RunAsync([.. line.Split(' '), "jan@domena.cz", "--json", "--socket", change.Socket])).Json().GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("limits", "A command is missing behind 'limits': show, reset.")]
    [InlineData("blocks lst", "'lst' is not a command. Did you mean 'list'?")]
    [InlineData("limits reset jan@domena.cz --rule Message_Rate", "'Message_Rate' is not the id of a rule.")]
    [InlineData("limits show --sokcet", "'--sokcet' is not an option here. Did you mean '--socket'?")]
    public async Task WrongUsage_IsTold(string line, string expected)
    {
        ToolRun run = await ToolRun.RunAsync(line.Split(' '));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"error: {expected}\n", run.Error, StringComparison.Ordinal);
    }
}
