using Submission.Admin;
using Submission.Gateway.Queue;
using static Submission.GatewayServer.Tests.Admin.Deliveries;

namespace Submission.GatewayServer.Tests.Admin;

/// <summary>What <c>GET /v1/health</c> tells of a queue.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Health_TellsWhatIsInTheQueueAndItsRoom()
    {
        var queue = new ListedQueue(Of(7, "jan@domena.cz"), Of(8, "jan@domena.cz"))
        {
            Statistics = new QueueStatistics { Messages = 12, Waiting = 10, UnderWay = 1, Held = 3, Destinations = [], FreeSpace = 1L << 40 },
        };
        await using AdminSite site = await AdminSite.StartAsync(queue);

        AdminHealth health = await site.ReadAsync<AdminHealth>("health");

        Assert.Equal(("ok", "smtp.example", "small"), (health.Status, health.Host, health.Policy));
        Assert.Equal(new AdminHealthQueue(true, null, 12, 10, 1, 3, 7 * 60, 1L << 40), health.Queue);
    }

    [Fact]
    public async Task Health_OfAQueueThatTakesNoMail_SaysWhyThoughNothingCanBeCounted()
    {
        await using AdminSite site = await AdminSite.StartAsync(new ListedQueue { IsGone = true, Health = new QueueHealth(false, "The database is gone.") });

        AdminHealth health = await site.ReadAsync<AdminHealth>("health");

        Assert.Equal("unhealthy", health.Status);
        Assert.Equal(new AdminHealthQueue(false, "The database is gone.", null, null, null, null, null, null), health.Queue);
    }
}
