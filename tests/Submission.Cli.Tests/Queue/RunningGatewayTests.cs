using System.Text.Json;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;

namespace Submission.Cli.Tests.Queue;

/// <summary>What operators do, against a real queue: the commands, the admin socket, SQLite.</summary>
public sealed class RunningGatewayTests
{
    [Fact]
    public async Task MailThatIsStuck_IsFoundExplainedAndTriedAgain()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        Assert.Equal("The queue is empty.\n", await gateway.RunAsync("queue list"));
        string id = await gateway.AddAsync("jan@domena.cz", "petr@example.org", "ota@example.org");
        await gateway.AddAsync("eva@domena.cz", "x@example.net");
        await gateway.DeferAsync("example.org", "451 4.7.1 Greylisted\u001b[2J", TimeSpan.FromMinutes(5));

        Assert.Equal(
            """
            id                      age  from           to               state    attempts  next try  last answer
            ID                      0 s  jan@domena.cz  example.org (2)  waiting  1         in 5 min  451 4.7.1 Greylisted<U+001B>[2J

            """.ReplaceLineEndings("\n"),
            (await gateway.RunAsync("queue list --domain EXAMPLE.org")).Replace(id, "ID".PadRight(22), StringComparison.Ordinal));
        Assert.Equal(
            $"""
            {id}
              from      jan@domena.cz
              account   jan@domena.cz
              client    198.51.100.7
              accepted  2026-01-01T12:00:00Z (now)
              size      17 octets
              MAIL      RET=HDRS ENVID=order-4711
              left      1 of 1 domain

              example.org  waiting, 1 attempt, next try 2026-01-01T12:05:00Z (in 5 min)
                petr@example.org  waiting
                  answer  451 4.7.1 Greylisted<U+001B>[2J
                  status  451 4.7.1
                  server  mx.example.org 192.0.2.25:25 by TLS
                  at      2026-01-01T12:00:00Z (now)
                  RCPT    NOTIFY=FAILURE,DELAY
                ota@example.org  waiting
                  answer  451 4.7.1 Greylisted<U+001B>[2J
                  status  451 4.7.1
                  server  mx.example.org 192.0.2.25:25 by TLS
                  at      2026-01-01T12:00:00Z (now)
                  RCPT    NOTIFY=FAILURE,DELAY

            """.ReplaceLineEndings("\n"),
            await gateway.RunAsync($"queue show {id}"));
        Assert.DoesNotContain("example.org", await gateway.DueAsync());

        Assert.Equal("1 delivery due now\n", await gateway.RunAsync("queue retry --domain example.org"));

        Assert.Contains("example.org", await gateway.DueAsync());
        Assert.Contains(" waiting  1         now ", await gateway.RunAsync("queue list --domain example.org"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MailOfASpammer_IsHeldByAccountAndReleasedOrDropped()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        string first = await gateway.AddAsync("eva@domena.cz", "a@example.org", "b@example.net");
        string second = await gateway.AddAsync("eva@domena.cz", "c@example.com");
        await gateway.AddAsync("jan@domena.cz", "d@example.org");

        Assert.Equal("held 3 deliveries\n", await gateway.RunAsync("queue hold --account Eva@DOMENA.cz --reason spam"));

        Assert.Equal(["example.org"], await gateway.DueAsync());
        Assert.Equal(3, (await gateway.RunAsync("queue list --state held")).Split("held: spam").Length - 1);
        Assert.Contains("until it is released: spam", await gateway.RunAsync($"queue show {first}"), StringComparison.Ordinal);
        Assert.StartsWith("3 messages: 1 delivery waiting, 0 under way, 3 held\n", await gateway.RunAsync("queue stats"), StringComparison.Ordinal);

        Assert.Equal("released 2 deliveries\n", await gateway.RunAsync($"queue release --id {first}"));
        Assert.Equal("dropped 1 delivery\n", await gateway.RunAsync("queue drop --account eva@domena.cz --state held --reason spam --yes"));

        Assert.Equal(["example.net", "example.org"], (await gateway.DueAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(
            new ToolRun(1, "", $"error: There is no message {second} in the queue: it was delivered, returned or dropped, or never came here.\n"),
            await gateway.TryAsync($"queue show {second}"));
        Assert.Equal(1, (await gateway.TryAsync($"queue release --id {second}")).ExitCode);
        Assert.Equal("There is nothing to release.\n", await gateway.RunAsync($"queue release --id {first}"));
    }

    [Fact]
    public async Task HoldWithATime_EndsByItself()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await gateway.AddAsync("jan@domena.cz", "a@example.org");

        await gateway.RunAsync("queue hold --all --reason maintenance --for 2h");

        Assert.Contains("  in 2 h    held: maintenance\n", await gateway.RunAsync("queue list"), StringComparison.Ordinal);
        Assert.Empty(await gateway.DueAsync());
        gateway.Clock.Advance(TimeSpan.FromHours(2) + TimeSpan.FromSeconds(1));
        Assert.Equal(["example.org"], await gateway.DueAsync());
    }

    [Fact]
    public async Task MailToAWrongDomain_IsReturnedWithTheReason()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await gateway.AddAsync("jan@domena.cz", "a@exampel.org", "b@example.org");

        Assert.Equal("returned 1 delivery to the senders\n", await gateway.RunAsync("queue bounce --domain exampel.org --reason misspelt"));

        Assert.Contains("  finished  ", await gateway.RunAsync("queue list --state finished"), StringComparison.Ordinal);
        OwedNotices notices = (await gateway.Queue.ClaimNoticesAsync(TestContext.Current.CancellationToken))!;
        QueuedRecipient recipient = Assert.Single(Assert.Single(notices.Deliveries).Recipients);
        Assert.Equal((OwedNotice.Failed, RecipientOutcomeKind.Failed, "misspelt"), (recipient.Notice, recipient.Last!.Kind, recipient.Last.Text));
    }

    [Fact]
    public async Task WhatIsUnderWay_IsLeftAloneOrHeldAfterwards()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await gateway.AddAsync("jan@domena.cz", "a@example.org");
        QueuedDelivery claim = Assert.Single(await gateway.ClaimAsync("example.org"));

        Assert.Equal("dropped 0 deliveries; 1 more under way is left alone\n", await gateway.RunAsync("queue drop --all --yes"));
        Assert.Equal("held 0 deliveries; 1 more under way is held when its attempt ends without success\n", await gateway.RunAsync("queue hold --all --reason later"));
        Assert.Contains("  underway  ", await gateway.RunAsync("queue list --state underway"), StringComparison.Ordinal);

        await gateway.Queue.CompleteAsync(claim, gateway.Deferred(claim, "451 later", TimeSpan.Zero), TestContext.Current.CancellationToken);
        Assert.Contains("held: later", await gateway.RunAsync("queue list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Domain_IsSuspendedShownAndResumed()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await gateway.AddAsync("jan@domena.cz", "a@xn--k-qla0j.cz", "b@example.org");

        Assert.Equal("suspended xn--k-qla0j.cz for 4h\n", await gateway.RunAsync("domains suspend KŮŇ.cz --reason moved --for 4h"));

        Assert.Equal(["example.org"], await gateway.DueAsync());
        const string Suspended = "suspended        since                       until                          why\nxn--k-qla0j.cz   2026-01-01T12:00:00Z (now)  2026-01-01T16:00:00Z (in 4 h)  moved\n";
        Assert.Equal(Squeeze(Suspended), Squeeze(await gateway.RunAsync("domains list")));
        string stats = await gateway.RunAsync("queue stats");
        Assert.Matches(@"(?m)^xn--k-qla0j\.cz +1 +0 s +suspended$", stats);
        Assert.EndsWith(Squeeze(Suspended), Squeeze(stats), StringComparison.Ordinal);

        Assert.Equal("resumed xn--k-qla0j.cz\n", await gateway.RunAsync("domains resume xn--k-qla0j.cz"));
        Assert.Equal("xn--k-qla0j.cz was not suspended.\n", await gateway.RunAsync("domains resume xn--k-qla0j.cz"));
        Assert.Equal("No domain is suspended.\n", await gateway.RunAsync("domains list"));
        Assert.Equal(2, (await gateway.DueAsync()).Count);
    }

    [Fact]
    public async Task Suspension_WithATime_EndsByItself()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await gateway.AddAsync("jan@domena.cz", "a@example.org");
        await gateway.RunAsync("domains suspend example.org --reason moved --for 1h");
        Assert.Empty(await gateway.DueAsync());
        gateway.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        Assert.Equal("No domain is suspended.\n", await gateway.RunAsync("domains list"));
        Assert.Equal(["example.org"], await gateway.DueAsync());
    }

    [Fact]
    public async Task NoticesAndOrdinaryMail_AreToldApartBySender()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        string notice = await gateway.AddAsync("", "jan@domena.cz");
        await gateway.AddAsync("jan@domena.cz", "a@example.org");
        string listed = await gateway.RunAsync("queue list --sender <>");
        Assert.Equal(2, listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(notice, listed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_OfAThousandDeliveries_IsReadInPartsThatMissAndRepeatNothing()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        HashSet<string> expected = [];
        for (int i = 0; i < 10; i++) expected.Add(await gateway.AddAsync("jan@domena.cz", [.. Enumerable.Range(0, 100).Select(n => $"a@d{n}.example")]));

        HashSet<(string, string)> read = [];
        string? next = "0";
        int parts = 0;
        for (; next is not null; parts++)
        {
            JsonElement part = JsonDocument.Parse(await gateway.RunAsync($"queue list --limit 300 --after {next} --json")).RootElement;
            foreach (JsonElement entry in part.GetProperty("entries").EnumerateArray())
                Assert.True(read.Add((entry.GetProperty("id").GetString()!, entry.GetProperty("domain").GetString()!)));
            next = part.TryGetProperty("next", out JsonElement more) ? more.GetString() : null;
        }

        Assert.Equal((4, 1000), (parts, read.Count));
        Assert.Equal(expected, read.Select(static entry => entry.Item1).ToHashSet());
    }

    private static string Squeeze(string text) => System.Text.RegularExpressions.Regex.Replace(text, " {2,}", "  ", System.Text.RegularExpressions.RegexOptions.NonBacktracking);
}
