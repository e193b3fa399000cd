using System.Text.Json;
using Submission.Admin;
using Submission.Policy.Testing;

namespace Submission.Cli.Tests.Admin;

/// <summary><c>explain</c> of a decision.</summary>
public sealed class ExplainDecisionTests
{
    private static readonly FakeClock Noon = new(AdminExamples.AtNoon.Now);

    [Fact]
    public async Task Explain_ADecision_SaysHowItCameAbout()
    {
        await using AdminHost host = await AdminHost.StartAsync(AdminExamples.AtNoon.Decision);
        ToolRun run = await ToolRun.RunAtAsync(Noon, "explain", AdminExamples.Id, "--socket", host.Socket);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            $"""
            {AdminExamples.Id}
              550 5.1.0 {AdminExamples.Id} policy violation

              verdict  refuse by message-rate
              why      250 of 250 used
              at       2026-01-01T11:48:00Z (12 min ago), at the stage mail
              client   198.51.100.7
              account  jan@domena.cz
              sender   <>
              policy   forpsi
              took     1.25 ms

              stage  rule            outcome   saw                                                      counters
              mail   authentication  passed    account.login=jan@domena.cz
              mail   new-rule        shadowed  client.country="" (too new) (would answer 550 5.7.1 no)
              mail   message-rate    decided   (250 of 250 used)                                        account jan@domena.cz: 0 of 250 left in 1m, opens at 2026-01-01T12:00:30Z (in 30 s); server: 3 at once

            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.Equal([$"GET /v1/decisions/{AdminExamples.Id}"], host.Requests);
    }

    [Fact]
    public async Task Explain_ADecisionWithJson_IsTheDocumentOfTheHost()
    {
        await using AdminHost host = await AdminHost.StartAsync(AdminExamples.AtNoon.Decision);
        JsonElement document = (await ToolRun.RunAsync("explain", AdminExamples.Id, "--json", "--socket", host.Socket)).Json();
        Assert.Equal(AdminExamples.Id, document.GetProperty("id").GetString());
        Assert.Equal(3, document.GetProperty("rules").GetArrayLength());
    }

    [Fact]
    public async Task Explain_AnUnknownDecision_SaysHowManyAreKept()
    {
        await using AdminHost host = await AdminHost.StartAsync(context => context.Request.Path == "/v1/health"
            ? AdminHost.AnswerAsync(context, JsonSerializer.Serialize(AdminExamples.AtNoon.Health, AdminJson.Default.AdminHealth))
            : AdminHost.AnswerAsync(context, """{"title":"No such decision","status":404,"detail":"There is no record of it."}""", 404));
        Assert.Equal(
            new ToolRun(1, "", "error: There is no record of it. The host keeps the newest; now it has 1234.\n"),
            await ToolRun.RunAtAsync(Noon, "explain", AdminExamples.Id, "--socket", host.Socket));
    }

    [Fact]
    public async Task Explain_ADecisionAndAPolicy_IsWrongUsage()
    {
        ToolRun run = await ToolRun.RunAsync("explain", AdminExamples.Id, Repository.Forpsi);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("one argument too many", run.Error, StringComparison.Ordinal);
    }
}
