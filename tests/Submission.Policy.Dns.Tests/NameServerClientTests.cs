using DnsClient;
using Submission.Policy.Dns.Tests.Peers;
using Submission.Policy.Lookups;

namespace Submission.Policy.Dns.Tests;

public sealed class NameServerClientTests(NsdServer nsd)
{
    [Fact]
    public async Task AskAsync_NoPlaceWithinTheBudget_FailsAndLeavesTheQueryUnderWayAlone()
    {
        TaskCompletionSource gate = new();
        await using DnsRelay relay = new(nsd.EndPoint) { Gate = gate.Task };
        NameServerClient client = new(
            ResolverSetup.Options(relay.EndPoint) with { MaximumParallelQueries = 1, QueryTimeout = TimeSpan.FromSeconds(20) });
        Task<DnsAnswer> first = client.AskAsync("four.test", QueryType.MX, TestContext.Current.CancellationToken);
        using CancellationTokenSource budget = new(TimeSpan.FromMilliseconds(50));
        Assert.Equal("too many look-ups at once", (await client.AskAsync("six.test", QueryType.MX, budget.Token)).Reason);

        gate.SetResult();
        Assert.Equal(DnsOutcome.Records, (await first).Outcome);
        Assert.Equal(DnsOutcome.Records, (await client.AskAsync("six.test", QueryType.MX, TestContext.Current.CancellationToken)).Outcome);
        Assert.Equal(["four.test 15", "six.test 15"], relay.Questions);
    }
}
