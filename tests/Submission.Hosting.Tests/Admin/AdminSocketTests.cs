using System.Net;
using System.Net.Sockets;
using Submission.Admin;
using Submission.Hosting.Tests.EndToEnd;

namespace Submission.Hosting.Tests.Admin;

/// <summary>The admin socket of a running host.</summary>
public sealed class AdminSocketTests : NextHopScenario
{
    [Fact]
    public async Task Socket_OfARunningHost_IsTheUsersAloneAndGoneAfterwards()
    {
        if (OperatingSystem.IsWindows()) return;
        TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        await using (server)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(server.AdminSocket));
            await server.StopAsync();
            Assert.False(File.Exists(server.AdminSocket));
        }
    }

    [Fact]
    public async Task Health_OfARunningHost_NamesHostAndPolicy()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, OneMessageAnHour);
        using var client = new AdminClient(server.AdminSocket);

        AdminHealth health = await client.ReadAsync<AdminHealth>("/v1/health");

        Assert.Equal(("ok", "smtp.example", "test", 1, 0), (health.Status, health.Host, health.Policy, health.Rules, health.Decisions));
    }

    [Fact]
    public async Task Decision_OfARefusal_TellsEachRuleAndItsCounters()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, OneMessageAnHour);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);
        string accepted = await talk.SendAsync(TestServer.Login, Friend);
        string refused = await talk.SayAsync($"MAIL FROM:<{TestServer.Login}>");
        using var client = new AdminClient(server.AdminSocket);

        AdminDecision decision = await client.ReadAsync<AdminDecision>($"/v1/decisions/{refused.Split(' ')[2]}");
        AdminDecision before = await client.ReadAsync<AdminDecision>($"/v1/decisions/{accepted.Split(' ')[2]}");

        Assert.Equal(("mail", "refuse", "message-rate", refused), (decision.Stage, decision.Verdict, decision.Rule, decision.Reply));
        Assert.Equal((TestServer.Login, TestServer.Login, "127.0.0.1"), (decision.Account, decision.Sender, decision.Client));
        AdminObservation observation = Assert.Single(decision.Rules);
        AdminCounter counter = Assert.Single(observation.Counters);
        Assert.Equal("decided", observation.Outcome);
        Assert.Equal(("message-rate/account", TestServer.Login, "1h", 1L, 1L, 0L), (counter.Scope, counter.Subject, counter.Window, counter.AtMost, counter.Used, counter.Left));
        Assert.NotNull(counter.OpensAt);
        Assert.Equal(("message", "accept"), (before.Stage, before.Verdict));
        Assert.Equal("passed", Assert.Single(before.Rules).Outcome);
    }

    [Fact]
    public async Task Decision_OfASession_IsFoundByTheIdOfItsReply()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using SmtpTalk talk = await SmtpTalk.EncryptAsync(server.StartTls);
        string refused = await talk.SayAsync("AUTH PLAIN " + Convert.ToBase64String("\0nobody@domena.cz\0x"u8));
        using var client = new AdminClient(server.AdminSocket);

        AdminDecision decision = await client.ReadAsync<AdminDecision>($"/v1/decisions/{refused.Split(' ')[2]}");

        Assert.Equal(("auth", "refuse", refused), (decision.Stage, decision.Verdict, decision.Reply));
    }

    [Theory]
    [InlineData("/v1/decisions/0000000000000000000000", HttpStatusCode.NotFound, "There is no record of 0000000000000000000000")]
    [InlineData("/v1/decisions/short", HttpStatusCode.BadRequest, "An id has 22 characters")]
    [InlineData("/v1/decisions/%0A", HttpStatusCode.BadRequest, "none of them a control character")]
    [InlineData("/v1/decisions/", HttpStatusCode.BadRequest, "1 to 512 characters")]
    [InlineData("/v1/nothing", HttpStatusCode.NotFound, "GET /v1/health")]
    [InlineData("/v2/health", HttpStatusCode.NotFound, "GET /v1/health")]
    [InlineData("/", HttpStatusCode.NotFound, "GET /v1/health")]
    [InlineData("/v1/health/x/y/z/w", HttpStatusCode.NotFound, "GET /v1/health")]
    public async Task Get_WhatThereIsNot_IsAProblemThatSaysWhy(string target, HttpStatusCode status, string expected)
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using var client = new AdminClient(server.AdminSocket);

        using HttpResponseMessage response = await client.GetAsync(target);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(expected, (await AdminClient.ProblemAsync(response)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WhatIsOnlyRead_IsNotAllowed()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint);
        using var client = new AdminClient(server.AdminSocket);

        using HttpResponseMessage response = await client.PostAsync("/v1/health");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Socket_LeftBehind_IsReplaced()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("admin-").FullName, "admin.sock");
        LeaveBehind(path);
        Assert.True(File.Exists(path));

        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, configure: options => options.Admin.Socket = path);
        using var client = new AdminClient(path);

        Assert.Equal("ok", (await client.ReadAsync<AdminHealth>("/v1/health")).Status);
    }

    [Fact]
    public async Task Socket_OfAnotherHostThatRuns_IsRefused()
    {
        await using TestServer first = await TestServer.StartAsync(Hop.EndPoint);

        HostStartException exception = await Assert.ThrowsAsync<HostStartException>(
            () => TestServer.StartAsync(Hop.EndPoint, configure: options => options.Admin.Socket = first.AdminSocket));

        Assert.Equal($"Submission:Admin:Socket: {first.AdminSocket}: another host answers there already", exception.Message);
        using var client = new AdminClient(first.AdminSocket);
        Assert.Equal("ok", (await client.ReadAsync<AdminHealth>("/v1/health")).Status);
    }

    [Fact]
    public async Task Socket_ThatIsAFile_IsRefusedAndTheFileStays()
    {
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "mine", TestContext.Current.CancellationToken);

        HostStartException exception = await Assert.ThrowsAsync<HostStartException>(
            () => TestServer.StartAsync(Hop.EndPoint, configure: options => options.Admin.Socket = path));

        Assert.Contains("it is a file and no socket", exception.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        File.Delete(path);
    }

    [Fact]
    public async Task Socket_WithATooLongPath_IsRefused()
    {
        string path = Path.Combine(Path.GetTempPath(), new string('x', 100));

        HostStartException exception = await Assert.ThrowsAsync<HostStartException>(
            () => TestServer.StartAsync(Hop.EndPoint, configure: options => options.Admin.Socket = path));

        Assert.Contains("longer than 100 octets", exception.Message, StringComparison.Ordinal);
    }

    // The file of a socket stays where its owner is killed; here it is put back behind the socket that was closed.
    private static void LeaveBehind(string path)
    {
        string aside = path + "-aside";
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, aside);
        }

        File.Move(aside, path);
    }
}
