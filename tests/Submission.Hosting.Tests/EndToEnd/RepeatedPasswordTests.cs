using Submission.Admin;
using Submission.Hosting.Tests.Admin;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>A telephone with an old password: each of its tries counts, and who looks for the cause sees it.</summary>
public sealed class RepeatedPasswordTests : NextHopScenario
{
    private const int Allowed = 10;

    [Fact]
    public async Task Auth_A10_SameWrongPasswordAgainAndAgain_CountsEachTimeAndTheRecordTellsTheRepetition()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        string[] passwords = ["old", "old", "another", "old", .. Enumerable.Repeat("old", Allowed - 4)];
        var repeated = new List<string?>();
        foreach (string password in passwords) repeated.Add(await TryAsync(server, TestServer.Login, password, "535 5.1.0 "));

        // Too many now, though they were two passwords only.
        repeated.Add(await TryAsync(server, TestServer.Login, "old", "554 5.1.0 "));
        Assert.Equal(["false", "true", "false", "false", .. Enumerable.Repeat("true", Allowed - 3)], repeated);
    }

    [Fact]
    public async Task Auth_A10_SuccessInBetween_ShowsNoRepetition()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        Assert.Equal("false", await TryAsync(server, "nobody@domena.cz", "old", "535 5.1.0 "));
        Assert.Equal("true", await TryAsync(server, "nobody@domena.cz", "old", "535 5.1.0 ")); // as of a login that exists
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        string reply = await talk.SendAsync(TestServer.Login, Friend);
        Assert.Null(await RepeatedAsync(server, reply.Split(' ')[2]));
    }

    private static async Task<string?> TryAsync(TestServer server, string login, string password, string expected)
    {
        using SmtpTalk talk = await SmtpTalk.EncryptAsync(server.StartTls);
        string reply = await talk.SayAsync(SmtpTalk.Plain(login, password));
        Assert.StartsWith(expected, reply, StringComparison.Ordinal);
        return await RepeatedAsync(server, reply.Split(' ')[2]);
    }

    private static async Task<string?> RepeatedAsync(TestServer server, string id)
    {
        using var admin = new AdminClient(server.AdminSocket);
        AdminDecision decision = await admin.ReadAsync<AdminDecision>($"/v1/decisions/{id}");
        return decision.Rules.SelectMany(static rule => rule.Saw).FirstOrDefault(static fact => fact.Fact == "authentication.repeated")?.Value;
    }
}
