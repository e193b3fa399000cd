using System.Globalization;

namespace Submission.Gateway.Tests.Postgres;

/// <summary>Three processes share one queue, and the one that has accepted dies.</summary>
public sealed class PostgresNodesTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task Nodes_OneThatAcceptedIsKilled_OthersDeliverEachMessageOnceAfterTheLease()
    {
        const int Messages = 40;
        await using PostgresPeer peer = await PostgresPeer.StartAsync();
        await using QueueNodeProcess first = await QueueNodeProcess.StartAsync(peer.ConnectionString, Lease, "deliver");
        await using QueueNodeProcess second = await QueueNodeProcess.StartAsync(peer.ConnectionString, Lease, "deliver");
        await using QueueNodeProcess dead = await QueueNodeProcess.StartAsync(peer.ConnectionString, Lease, "accept", Messages.ToString(CultureInfo.InvariantCulture));
        await dead.KillAsync();
        string[] stored = [.. dead.Lines.Select(static line => line[1])];
        Assert.Equal(Messages, stored.Length);

        await Mail.UntilAsync(async () => (long)(await PostgresServer.QueryAsync(peer, "SELECT count(*) FROM submission.message"))! == 0, "the others had delivered all");
        await Mail.UntilAsync(() => Task.FromResult(first.Lines.Count + second.Lines.Count >= Messages), "the others had said so");

        string[][] delivered = [.. first.Lines, .. second.Lines];
        Assert.Equal(stored.Order(StringComparer.Ordinal), delivered.Select(static line => line[1]).Order(StringComparer.Ordinal));
        Assert.All(delivered, static line =>
        {
            Assert.Equal("1", line[2]);
            Assert.True(double.Parse(line[3], CultureInfo.InvariantCulture) >= Lease.TotalMilliseconds, "It was delivered before the lease of the dead node was over.");
        });
    }
}
