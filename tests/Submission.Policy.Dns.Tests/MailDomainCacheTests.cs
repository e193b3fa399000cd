using Submission.Policy.Dns.Tests.Peers;
using Submission.Policy.Lookups;

namespace Submission.Policy.Dns.Tests;

public sealed class MailDomainCacheTests(NsdServer nsd)
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData("four.test", 300)]
    [InlineData("brief.test", 30)]
    [InlineData("dead-and-good.test", 300)]
    [InlineData("implicit4.test", 60)]
    [InlineData("zero-ttl.test", 5)]
    [InlineData("nosuch.test", 60)]
    [InlineData("nothing.test", 60)]
    [InlineData("dead.test", 60)]
    [InlineData("null.test", 300)]
    public async Task ResolveAsync_D17_Again_AsksOnlyAfterTheTtl(string domain, int ttl)
    {
        await using DnsRelay relay = new(nsd.EndPoint);
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint), _clock);
        string first = (await resolver.AskAsync(domain)).Show();
        int asked = relay.Questions.Count;

        _clock.Advance(ttl - 0.01);
        Assert.Equal(first, (await resolver.AskAsync(domain)).Show());
        Assert.Equal(asked, relay.Questions.Count);

        _clock.Advance(0.02);
        Assert.Equal(first, (await resolver.AskAsync(domain)).Show());
        Assert.Equal(2 * asked, relay.Questions.Count);
    }

    [Fact]
    public async Task ResolveAsync_D17_TtlBounds_HoldForFoundAndAbsent()
    {
        await using DnsRelay relay = new(nsd.EndPoint);
        DnsLookupOptions options = ResolverSetup.Options(relay.EndPoint) with
        {
            MaximumTtl = TimeSpan.FromSeconds(20),
            MaximumNegativeTtl = TimeSpan.FromSeconds(10),
        };
        DnsMailDomainResolver resolver = new(options, _clock);
        await resolver.AskAsync("four.test");
        await resolver.AskAsync("nosuch.test");
        int asked = relay.Questions.Count;

        _clock.Advance(10.01);
        await resolver.AskAsync("nosuch.test");
        Assert.Equal(++asked, relay.Questions.Count);
        await resolver.AskAsync("four.test");
        Assert.Equal(asked, relay.Questions.Count);
        _clock.Advance(10);
        await resolver.AskAsync("four.test");
        Assert.True(relay.Questions.Count > asked);
    }

    [Fact]
    public async Task ResolveAsync_Known_CompletesAtOnceWithoutAllocation()
    {
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(nsd.EndPoint), _clock);
        DomainName domain = DomainName.Parse("four.test");
        await resolver.ResolveAsync(domain, MailRecordTypes.All, TestContext.Current.CancellationToken);
        Assert.True(AllAtOnce(resolver, domain));

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool atOnce = AllAtOnce(resolver, domain);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(atOnce);
    }

    [Fact]
    public async Task ResolveAsync_ManyAtOnce_AreOneLookUp()
    {
        TaskCompletionSource gate = new();
        await using DnsRelay relay = new(nsd.EndPoint) { Gate = gate.Task };
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint));
        Task<LookupResult<MailDomain>>[] all = [.. Enumerable.Range(0, 50).Select(_ => resolver.AskAsync("four.test").AsTask())];
        gate.SetResult();
        Assert.All(await Task.WhenAll(all), result => Assert.True(result.IsFound));
        Assert.Equal(["four.test 15", "host4.test 1", "host4.test 28"], relay.Questions.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ResolveAsync_OneCallerGivesUp_TheOthersGetTheirAnswer()
    {
        TaskCompletionSource gate = new();
        await using DnsRelay relay = new(nsd.EndPoint) { Gate = gate.Task };
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint));
        using CancellationTokenSource hasty = new();
        DomainName domain = DomainName.Parse("four.test");
        Task<LookupResult<MailDomain>> cancelled = resolver.ResolveAsync(domain, MailRecordTypes.All, hasty.Token).AsTask();
        Task<LookupResult<MailDomain>> patient = resolver.AskAsync("four.test").AsTask();

        await hasty.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        gate.SetResult();
        Assert.True((await patient).IsFound);
        Assert.Equal(3, relay.Questions.Count);
    }

    [Fact]
    public async Task ResolveAsync_D20_MoreQueriesThanAllowed_WaitAndAreAllAnswered()
    {
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(nsd.EndPoint) with { MaximumParallelQueries = 2 });
        string[] domains = ["four.test", "six.test", "ordered.test", "null.test", "dead.test", "implicit4.test", "forty-last-good.test"];
        LookupResult<MailDomain>[] results = await Task.WhenAll(domains.Select(domain => resolver.AskAsync(domain).AsTask()));
        Assert.DoesNotContain(results, result => result.IsUnavailable);
    }

    private static bool AllAtOnce(DnsMailDomainResolver resolver, DomainName domain)
    {
        bool atOnce = true;
        for (int i = 0; i < 1000; i++)
        {
            ValueTask<LookupResult<MailDomain>> answer = resolver.ResolveAsync(domain, MailRecordTypes.All, CancellationToken.None);
            atOnce &= answer.IsCompletedSuccessfully && answer.GetAwaiter().GetResult().IsFound;
        }

        return atOnce;
    }
}
