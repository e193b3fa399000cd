using System.Text.Json;
using Submission.Admin;
using Submission.Cli.Tests.Admin;
using Submission.Policy.Testing;

namespace Submission.Cli.Tests.Queue;

/// <summary><c>queue list</c>, <c>show</c> and <c>stats</c> against a host on a socket.</summary>
public sealed class QueueCommandTests
{
    private const string Escape = "\u001b[2J\u202e";
    private const string EscapeShown = "<U+001B>[2J<U+202E>";
    private static readonly FakeClock Noon = new(QueueExamples.AtNoon.Now);

    [Fact]
    public async Task List_IsATableOfDeliveriesAndSaysWhereItGoesOn()
    {
        await using AdminHost host = await AdminHost.StartAsync(QueueExamples.AtNoon.List);
        ToolRun run = await ToolRun.RunAtAsync(Noon, "queue", "list", "--socket", host.Socket);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            id                      age         from           to               state     attempts  next try   last answer
            0322hKFMDXOwy7eYhzHuzX  3 h 2 min   jan@domena.cz  example.org (2)  waiting   7         in 12 min  451 4.7.1 Greylisted, try again later
            0322hKFMDXPTC1vzOnAoq0  1 min 30 s  eva@domena.cz  example.net      held      0         in 2 h     held: sends spam, ticket 4711
            0322hKFMDXQ7rT2bKsYw1d  0 s         <>             example.com      underway  0
            There is more: go on with --after 1042

            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.Equal(["GET /v1/queue?limit=100"], host.Requests);
    }

    [Fact]
    public async Task List_WithAllFilters_AsksForThem()
    {
        await using AdminHost host = await AdminHost.StartAsync(QueueExamples.AtNoon.List);
        await ToolRun.RunAsync(
            "queue", "list", "--id", QueueExamples.Id, "--domain", "kůň.cz", "--sender", "<>", "--account", "a&b=c@domena.cz", "--state", "held", "--limit", "7", "--after", "42",
            "--socket", host.Socket);
        Assert.Equal(
            [$"GET /v1/queue?id={QueueExamples.Id}&domain=k%C5%AF%C5%88.cz&sender=%3C%3E&account=a%26b%3Dc%40domena.cz&state=held&limit=7&after=42"],
            host.Requests);
    }

    [Theory]
    [InlineData("queue list", "The queue is empty.\n")]
    [InlineData("queue list --state held", "There is no such mail in the queue.\n")]
    [InlineData("queue list --state held --after 7", "There is nothing further.\n")]
    public async Task List_OfNothing_SaysSo(string line, string expected)
    {
        await using AdminHost host = await AdminHost.StartAsync(new AdminQueue([], null));
        Assert.Equal(new ToolRun(0, expected, ""), await ToolRun.RunAsync([.. line.Split(' '), "--socket", host.Socket]));
    }

    [Fact]
    public async Task Show_IsAllThatIsKnown()
    {
        await using AdminHost host = await AdminHost.StartAsync(QueueExamples.AtNoon.Message);
        ToolRun run = await ToolRun.RunAtAsync(Noon, "queue", "show", QueueExamples.Id, "--socket", host.Socket);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            0322hKFMDXOwy7eYhzHuzX
              from      jan@domena.cz
              account   jan@domena.cz
              client    198.51.100.7
              accepted  2026-01-01T09:00:00Z (3 h ago)
              size      4096 octets
              MAIL      BODY=8BITMIME RET=HDRS ENVID=order-4711
              left      2 of 2 domains

              example.org  waiting, 7 attempts, next try 2026-01-01T12:12:00Z (in 12 min)
                petr@example.org  waiting
                  answer  451 4.7.1 Greylisted, try again later
                  status  451 4.7.1
                  server  mx.example.org 192.0.2.25:25 by TLS
                  at      2026-01-01T11:40:00Z (20 min ago)
                  RCPT    NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;petr@example.com
                  notice  the sender was told of the delay
                nobody@example.org  failed
                  answer  550 5.1.1 No such user
                  reply   No such user / See https://example.org/help
                  status  550 5.1.1
                  server  mx.example.org 192.0.2.25:25 in clear text
                  at      2026-01-01T11:40:00Z (20 min ago)
                  notice  the sender is to be told: failed

              example.net  held, 0 attempts, until 2026-01-01T14:00:00Z (in 2 h): sends spam, ticket 4711
                ota@example.net  waiting

            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.Equal([$"GET /v1/queue/{QueueExamples.Id}"], host.Requests);
    }

    [Fact]
    public async Task Show_OfAnIdThatTheHostDoesNotKnow_IsAnError()
    {
        await using AdminHost host = await AdminHost.StartAsync(new AdminProblem("No such message", 404, "There is no such message."), 404);
        Assert.Equal(new ToolRun(1, "", "error: There is no such message.\n"), await ToolRun.RunAsync("queue", "show", QueueExamples.Id, "--socket", host.Socket));
    }

    [Fact]
    public async Task Stats_AreTotalsDestinationsAndSuspensions()
    {
        await using AdminHost host = await AdminHost.StartAsync(QueueExamples.AtNoon.Statistics);
        ToolRun run = await ToolRun.RunAtAsync(Noon, "queue", "stats", "--socket", host.Socket);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            5 messages: 4 deliveries waiting, 1 under way, 1 held

            to            deliveries  oldest     next try
            slow.example  3           1 d 1 h    suspended
            example.org   2           3 h 2 min  in 12 min
            example.net   1           0 s

            suspended     since                              until                          why
            slow.example  2026-01-01T11:30:00Z (30 min ago)  2026-01-01T16:00:00Z (in 4 h)  their server is being moved

            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.Equal(["GET /v1/queue/stats"], host.Requests);
    }

    [Fact]
    public async Task Stats_OfAQueueThatTakesNoMail_SaysWhyFirst()
    {
        await using AdminHost host = await AdminHost.StartAsync(new AdminQueueStatistics(false, "the disk is full", 0, 0, 0, 0, [], []));
        Assert.Equal(
            new ToolRun(0, "The queue takes no mail: the disk is full\n0 messages: 0 deliveries waiting, 0 under way, 0 held\n", ""),
            await ToolRun.RunAsync("queue", "stats", "--socket", host.Socket));
    }

    [Fact]
    public async Task Json_IsTheDocumentOfTheHost()
    {
        await using AdminHost list = await AdminHost.StartAsync(QueueExamples.AtNoon.List);
        JsonElement entries = (await ToolRun.RunAsync("queue", "list", "--json", "--socket", list.Socket)).Json();
        Assert.Equal((3, "1042"), (entries.GetProperty("entries").GetArrayLength(), entries.GetProperty("next").GetString()));
        Assert.False(entries.GetProperty("entries")[2].TryGetProperty("lastAnswer", out _));

        await using AdminHost message = await AdminHost.StartAsync(QueueExamples.AtNoon.Message);
        JsonElement shown = (await ToolRun.RunAsync("queue", "show", QueueExamples.Id, "--json", "--socket", message.Socket)).Json();
        Assert.Equal("4.7.1", shown.GetProperty("deliveries")[0].GetProperty("recipients")[0].GetProperty("last").GetProperty("status").GetString());

        await using AdminHost statistics = await AdminHost.StartAsync(QueueExamples.AtNoon.Statistics);
        JsonElement counted = (await ToolRun.RunAsync("queue", "stats", "--json", "--socket", statistics.Socket)).Json();
        Assert.Equal((5, 3, 1), (counted.GetProperty("messages").GetInt32(), counted.GetProperty("destinations").GetArrayLength(), counted.GetProperty("suspensions").GetArrayLength()));
    }

    [Fact]
    public async Task TextsOfServersAndClients_CannotMoveTheCursor()
    {
        QueueExamples noon = QueueExamples.AtNoon;
        AdminQueueEntry entry = noon.List.Entries[0] with { Sender = $"a{Escape}@domena.cz", LastAnswer = $"451 {Escape}" };
        await using AdminHost list = await AdminHost.StartAsync(new AdminQueue([entry], null));
        string listed = (await ToolRun.RunAtAsync(Noon, "queue", "list", "--socket", list.Socket)).Output;

        AdminQueuedRecipient recipient = noon.Message.Deliveries[0].Recipients[0] with { Address = $"b{Escape}@example.org", Last = noon.Message.Deliveries[0].Recipients[0].Last! with { Text = $"451 {Escape}" } };
        AdminQueuedDelivery delivery = noon.Message.Deliveries[1] with { Recipients = [recipient], HoldReason = $"why{Escape}" };
        await using AdminHost message = await AdminHost.StartAsync(noon.Message with { Deliveries = [delivery], EnvelopeId = Escape });
        string shown = (await ToolRun.RunAtAsync(Noon, "queue", "show", QueueExamples.Id, "--socket", message.Socket)).Output;

        await using AdminHost statistics = await AdminHost.StartAsync(noon.Statistics with { IsHealthy = false, Problem = Escape, Suspensions = [noon.Suspension with { Reason = Escape }] });
        string counted = (await ToolRun.RunAtAsync(Noon, "queue", "stats", "--socket", statistics.Socket)).Output;

        foreach (string output in (string[])[listed, shown, counted])
        {
            Assert.DoesNotContain('\u001b', output);
            Assert.DoesNotContain('\u202e', output);
        }

        Assert.Equal((2, 4, 2), (CountOf(listed), CountOf(shown), CountOf(counted)));
    }

    [Fact]
    public async Task List_OfAThousandDeliveries_IsAThousandLines()
    {
        AdminQueueEntry entry = QueueExamples.AtNoon.List.Entries[0];
        await using AdminHost host = await AdminHost.StartAsync(new AdminQueue([.. Enumerable.Range(0, 1000).Select(n => entry with { Attempts = n })], null));
        ToolRun run = await ToolRun.RunAtAsync(Noon, "queue", "list", "--limit", "1000", "--socket", host.Socket);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(1001, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static int CountOf(string text) => text.Split(EscapeShown).Length - 1;
}
