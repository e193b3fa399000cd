using System.Net;
using System.Text.Json;
using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>What the console answers, and what else does not answer it.</summary>
public sealed class ConsoleTests : GatewayTest, IDisposable
{
    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Health_OfAGateway_TellsItsQueue()
    {
        Sink.AnswerRecipient("busy@friend.example", "451 4.2.1 Mailbox busy");
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Setup with { FirstRetry = "1h", More = new() { ["Delivery:LongestRetry"] = "1h" } }, Folder);
        await SendAsync(gateway, "busy@friend.example");
        await SendAsync(gateway, "boss@look.example");

        JsonElement health = default;
        await Until.TrueAsync(
            async () =>
            {
                (HttpStatusCode status, health) = await GetAsync(gateway, "/health");
                Assert.Equal(HttpStatusCode.OK, status);
                return health.GetProperty("queue").GetProperty("messages").GetInt64() == 2 && health.GetProperty("queue").GetProperty("underWay").GetInt64() == 0;
            },
            () => $"{health}\n{gateway.Process.Log}");

        Assert.Equal("ok", health.GetProperty("status").GetString());
        Assert.Matches("^\\d+\\.\\d+\\.\\d+", health.GetProperty("version").GetString());
        Assert.Equal((1, 1), (health.GetProperty("queue").GetProperty("waiting").GetInt64(), health.GetProperty("queue").GetProperty("held").GetInt64()));
        Assert.True(health.GetProperty("queue").GetProperty("oldestAgeSeconds").GetInt64() >= 0);
        Assert.False(health.TryGetProperty("reason", out _));
        Assert.True(health.GetProperty("queue").GetProperty("freeBytes").GetInt64() > 0);

        // The admin socket tells the same, for an operator without a console.
        using JsonDocument told = JsonDocument.Parse(await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/health"));
        Assert.Equal("ok", told.RootElement.GetProperty("status").GetString());
        Assert.True(told.RootElement.GetProperty("queue").GetProperty("healthy").GetBoolean());
        Assert.Equal((2, 1), (told.RootElement.GetProperty("queue").GetProperty("messages").GetInt64(), told.RootElement.GetProperty("queue").GetProperty("held").GetInt64()));
        Assert.Equal(health.GetProperty("dane").GetString(), told.RootElement.GetProperty("dane").GetString());
    }

    [Fact]
    public async Task Console_KnowsItsRequests_AndNothingElse()
    {
        await using GatewayProcess gateway = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, "/health/live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, "/health/ready")).Status);
        using HttpResponseMessage unknown = await _client.GetAsync(new Uri($"http://{gateway.Console}/v1/queue"), TestContext.Current.CancellationToken);
        using HttpResponseMessage posted = await _client.PostAsync(new Uri($"http://{gateway.Console}/health"), content: null, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed), (unknown.StatusCode, posted.StatusCode));
    }

    [Fact]
    public async Task AdminSocketAndSmtpListeners_AnswerNoRequestOfTheConsole()
    {
        await using GatewayProcess gateway = await StartAsync();

        Assert.Contains("No such resource", await AdminSocket.GetAsync(gateway.AdminSocket, "/health"), StringComparison.Ordinal);
        Assert.Contains("No such resource", await AdminSocket.GetAsync(gateway.AdminSocket, "/metrics"), StringComparison.Ordinal);
        await using SmtpWire wire = await SmtpWire.ConnectAsync(gateway.Submission);
        await wire.ExpectAsync("220 ");
        Assert.Equal("554 5.5.1 This is SMTP", await wire.AskAsync("GET /health HTTP/1.1"));
    }

    [Fact]
    public async Task Metrics_AfterADelivery_HoldWhatPolicyServerAndGatewayCount()
    {
        await using GatewayProcess gateway = await StartAsync();
        await SendAsync(gateway, "friend@friend.example");
        await ArrivesAsync("friend@friend.example");

        string metrics = await _client.GetStringAsync(new Uri($"http://{gateway.Console}/metrics"), TestContext.Current.CancellationToken);

        Assert.Contains("smtp_", metrics, StringComparison.Ordinal);
        Assert.Contains("policy_", metrics, StringComparison.Ordinal);
        Assert.Contains("gateway_", metrics, StringComparison.Ordinal);
        Assert.Contains("smtp_authentications", metrics, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, JsonElement Document)> GetAsync(GatewayProcess gateway, string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri($"http://{gateway.Console}{path}"), TestContext.Current.CancellationToken);
        await using Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using JsonDocument document = await JsonDocument.ParseAsync(body, cancellationToken: TestContext.Current.CancellationToken);
        return (response.StatusCode, document.RootElement.Clone());
    }
}
