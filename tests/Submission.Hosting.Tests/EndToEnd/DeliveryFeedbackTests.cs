using Submission.Admin;
using Submission.Hosting.Tests.Admin;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>What the next hop answers reaches the rules that look at shares of a batch, and the admin socket shows and mends it.</summary>
public sealed class DeliveryFeedbackTests : NextHopScenario
{
    private const string HalfMayBounce =
        """
        policy: test
        language: 1
        about: No more than half of a batch of more than two may bounce.
        rules: [mostly-bounced]
        ---
        rule: mostly-bounced
        about: No more than half of a batch may bounce.
        stage: mail
        share: { of: bounced, among: recipients, per: [sender], within: 1h, more-than: 50%, once-over: 2, block-for: 60m }
        reply: 550 5.1.0 {id} policy violation
        """;

    [Theory]
    [InlineData("550 5.1.1 no such user", 3)]
    [InlineData("450 4.2.1 come again", 0)]
    [InlineData("421 4.3.2 going down", 0)]
    [InlineData("", 0)]
    public async Task Recipient_RefusedByTheNextHop_CountsAsBouncedOnlyWhereItIsForGood(string answer, int bounced)
    {
        Hop.Answer = line => Task.FromResult(line.StartsWith("RCPT", StringComparison.Ordinal) ? answer : null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, HalfMayBounce);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        for (int i = 0; i < 3; i++)
        {
            await talk.SendAsync(TestServer.Login, Friend);
            await talk.SayAsync("RSET");
        }

        await AssertBouncedAsync(server, bounced);
    }

    [Theory]
    [InlineData("554 5.6.0 we do not like it", 2)]
    [InlineData("451 4.3.0 come again", 0)]
    public async Task Message_RefusedByTheNextHop_CountsAsBouncedForEachRecipientOnlyWhereItIsForGood(string answer, int bounced)
    {
        Hop.Answer = line => Task.FromResult(line == "." ? answer : null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, HalfMayBounce);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        await talk.SayAsync($"MAIL FROM:<{TestServer.Login}>");
        await talk.SayAsync($"RCPT TO:<{Friend}>");
        await talk.SayAsync("RCPT TO:<second@example.net>");
        await talk.SayAsync("DATA");

        Assert.Equal(answer, await talk.SayAsync("\r\nHello\r\n."));

        await AssertBouncedAsync(server, bounced);
    }

    [Fact]
    public async Task Sender_RefusedByTheNextHop_SaysNothingOfRecipients()
    {
        Hop.Answer = static line => Task.FromResult(line.StartsWith("MAIL", StringComparison.Ordinal) ? "550 5.7.1 not you" : null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, HalfMayBounce);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        await talk.SendAsync(TestServer.Login, Friend);

        await AssertBouncedAsync(server, 0);
    }

    [Fact]
    public async Task Batch_MostlyBounced_IsBlockedUntilTheBlockIsLifted()
    {
        Hop.Answer = static line => Task.FromResult(line.Contains("<nobody", StringComparison.Ordinal) ? "550 5.1.1 no such user" : null);
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, HalfMayBounce);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
        for (int i = 0; i < 2; i++)
        {
            await talk.SendAsync(TestServer.Login, "nobody@example.net");
            await talk.SayAsync("RSET");
        }

        await AssertBouncedAsync(server, 2);
        using var client = new AdminClient(server.AdminSocket);

        string refused = await talk.SayAsync($"MAIL FROM:<{TestServer.Login}>");
        AdminBlock block = Assert.Single((await client.ReadAsync<AdminBlocks>("/v1/blocks")).Blocks);
        AdminLimits limits = await client.ReadAsync<AdminLimits>($"/v1/limits/{TestServer.Login}");
        AdminChange lifted = await client.ChangeAsync<AdminChange>($"/v1/blocks/{TestServer.Login}/lift");
        string afterwards = await talk.SendAsync(TestServer.Login, Friend);

        Assert.Equal("550 5.1.0 # policy violation", WithoutId(refused));
        Assert.Equal(("mostly-bounced/sender", TestServer.Login), (block.Scope, block.Subject));
        Assert.Equal(TimeSpan.FromHours(1), block.Until - block.Since);
        Assert.Contains("2 of 3", block.Reason, StringComparison.Ordinal);
        Assert.All(limits.Limits, limit => Assert.Equal(block, limit.Block));
        Assert.Equal(new AdminChange(TestServer.Login, null, 1), lifted);
        Assert.StartsWith("250 2.0.0", afterwards, StringComparison.Ordinal);
        Assert.Empty((await client.ReadAsync<AdminBlocks>("/v1/blocks")).Blocks);
        Assert.Contains(server.Log, static line => line.Contains("1 blocks of jan@domena.cz were lifted, rule=(all)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reset_OfOneRule_EmptiesItsCountersAndOfARuleThatThereIsNotSaysSo()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, OneMessageAnHour);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
        using var client = new AdminClient(server.AdminSocket);

        using HttpResponseMessage unknown = await client.PostAsync($"/v1/limits/{TestServer.Login}/reset?rule=message-rat");
        AdminLimit limit = Assert.Single((await client.ReadAsync<AdminLimits>($"/v1/limits/{Uri.EscapeDataString(TestServer.Login)}")).Limits);
        AdminChange reset = await client.ChangeAsync<AdminChange>($"/v1/limits/{TestServer.Login}/reset?rule=message-rate");

        Assert.Equal("The policy has no rule 'message-rat'. Did you mean message-rate?", (await AdminClient.ProblemAsync(unknown)).Detail.Replace("'message-rate'", "message-rate", StringComparison.Ordinal));
        Assert.Equal(("message-rate", "1h", 1L, 1L, 0L), (limit.Rule, limit.Window, limit.AtMost, limit.Used, limit.Left));
        Assert.NotNull(limit.OpensAt);
        Assert.Equal(new AdminChange(TestServer.Login, "message-rate", 1), reset);
        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
    }

    private static async Task AssertBouncedAsync(TestServer server, int expected)
    {
        using var client = new AdminClient(server.AdminSocket);
        await server.ReportsAreToldAsync();
        AdminLimits limits = await client.ReadAsync<AdminLimits>($"/v1/limits/{TestServer.Login}");
        Assert.Equal(expected, limits.Limits.SingleOrDefault(static limit => limit.Scope.EndsWith("/bounced", StringComparison.Ordinal))?.Used ?? 0);
    }
}
