using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;

namespace Submission.Policy.Redis.Tests;

/// <summary>R13: three nodes with <c>on-error: share</c> whose Redis dies, and comes back with its data.</summary>
public sealed class RedisShareTests(ITestOutputHelper output) : IAsyncLifetime
{
    private RedisPeer _peer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _peer = await RedisPeer.StartAsync("--appendonly", "yes", "--appendfsync", "always");

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Fact]
    public async Task R13_RedisIsGone_ThreeNodesAdmitTogetherAtMostTheLimitAndTellItOnItsReturn()
    {
        const int Limit = 120;
        RedisCounterStore[] stores = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RedisCounterStore.ConnectAsync(
            new RedisCounterOptions { Connection = $"{_peer.EndPoint}", Timeout = TimeSpan.FromSeconds(5) }, TimeProvider.System, NullLogger.Instance)));
        PolicyEngine[] nodes = [.. stores.Select(static store => new PolicyEngine(new SubmissionPolicyOptions { Counters = store, Nodes = 3 }.AddRule(
            PolicyRule.Limit("rate", PolicyStages.Mail, static limit => limit.Messages().Per("sender").AtMost(Limit, TimeSpan.FromHours(1)), "550 5.7.1 no").ShareOnError())))];
        Assert.True(await SendAsync(nodes[0], "other@domena.cz"));
        await _peer.KillAsync();
        await Until.TrueAsync(() => Task.FromResult(stores.All(static store => store.Trouble is not null)));

        int[] admitted = await Task.WhenAll(nodes.Select(static node => Task.Run(() => SendUntilRefusedAsync(node), Token)));
        output.WriteLine($"of {Limit} while Redis was gone: {string.Join(" + ", admitted)}");
        Assert.Equal([40, 40, 40], admitted);

        await _peer.StartAgainAsync();
        Stopwatch watch = Stopwatch.StartNew();
        await Until.TrueAsync(async () => (await nodes[0].Usage.ReadAsync("jan@domena.cz", Token)).Any(static usage => usage.Used == Limit));
        output.WriteLine($"all of it was told {watch.ElapsedMilliseconds} ms after its return");
        foreach (PolicyEngine node in nodes) Assert.Equal(0, await SendUntilRefusedAsync(node));
        Assert.True(await SendAsync(nodes[1], "other@domena.cz"));
        foreach (RedisCounterStore store in stores) await store.DisposeAsync();
    }

    private static async Task<int> SendUntilRefusedAsync(PolicyEngine node)
    {
        int count = 0;
        while (count < 1_000 && await SendAsync(node, "jan@domena.cz")) count++;
        return count;
    }

    private static async Task<bool> SendAsync(PolicyEngine node, string sender)
    {
        await using PolicySession session = node.OpenSession(new ClientFacts(IPAddress.Loopback));
        await using PolicyTransaction transaction = session.BeginTransaction();
        if (!(await transaction.MailAsync(EmailAddress.Parse(sender), Token)).IsAccepted) return false;
        if (!(await transaction.RecipientAsync(EmailAddress.Parse("eva@example.org"), Token)).IsAccepted) return false;
        return (await transaction.MessageAsync(new MessageFacts { Size = 1 }, Token)).IsAccepted && await transaction.CommitAsync(Token);
    }
}
