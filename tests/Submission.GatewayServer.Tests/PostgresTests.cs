using System.Net;
using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>The queue in a PostgreSQL, and its loss.</summary>
public sealed class PostgresTests : GatewayTest
{
    private PostgresPeer _database = null!;

    public override async ValueTask InitializeAsync() => _database = await PostgresPeer.StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    // Q6
    [Fact]
    public async Task Store_ThatIsGone_TurnsClientsAwayAtTheBannerUntilItIsBack()
    {
        using var client = new HttpClient();
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Setup with { Postgres = _database.ConnectionString }, Folder);
        await SendAsync(gateway, "before@friend.example");
        await ArrivesAsync("before@friend.example");

        await _database.StopAsync();
        await GreetsAsync(gateway.Submission, "421 4.3.2 {id} service not available, try again later");
        await using (SmtpWire implicitTls = await SmtpWire.ConnectAsync(gateway.Submissions))
        {
            await implicitTls.StartTlsAsync();
            Assert.StartsWith("421 4.3.2 ", await implicitTls.ReadAsync(), StringComparison.Ordinal);
        }

        using (HttpResponseMessage health = await client.GetAsync(new Uri($"http://{gateway.Console}/health"), TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
            Assert.Contains("\"status\":\"unhealthy\",\"reason\":\"", await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Contains("smtp_sessions_turned_away", await client.GetStringAsync(new Uri($"http://{gateway.Console}/metrics"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await _database.StartAgainAsync();
        await GreetsAsync(gateway.Submission, "220 smtp.test.example ESMTP ready");
        await SendAsync(gateway, "after@friend.example");
        await ArrivesAsync("after@friend.example");
        await gateway.StopAsync();
    }

    private static async Task GreetsAsync(IPEndPoint server, string greeting)
    {
        string heard = "";
        await Until.TrueAsync(
            async () =>
            {
                await using SmtpWire wire = await SmtpWire.ConnectAsync(server);
                heard = Wire.WithoutId(await wire.ReadAsync());
                return heard == greeting;
            },
            () => $"It greets with {heard}.");
    }
}
