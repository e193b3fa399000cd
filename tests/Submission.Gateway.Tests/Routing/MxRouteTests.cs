using System.Net;
using Submission.Gateway.Routing;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Tests.Routing;

/// <summary>The delivery column of rows D1 to D15 and D19 to D20, each by its id, against a real name server. D16 to D18 belong to the look-up itself.</summary>
public sealed class MxRouteTests(DeliveryNames names) : IClassFixture<DeliveryNames>
{
    private const string NoExchanger = "Failed 5.4.4 no mail server of the domain has a usable address";
    private const string Loop = "Failed 5.4.6 mail loops back to this server";
    private readonly DnsMailDomainResolver _dns = new(Routes.Dns(names.EndPoint));

    [Theory]
    [InlineData("D1", "d1-four.test", "10 host4.test 192.0.2.10:25")]
    [InlineData("D1", "d1-six.test", "10 host6.test [2001:db8::10]:25")]
    [InlineData("D1", "d1-both.test", "10 both.test [2001:db8::11]:25,192.0.2.11:25")]
    [InlineData("D1", "d1-several.test", "10 several.test [2001:db8::12]:25,192.0.2.12:25,192.0.2.13:25")]
    [InlineData("D1", "d1-ordered.test", "10 both.test [2001:db8::11]:25,192.0.2.11:25; 20 host4.test 192.0.2.10:25")]
    [InlineData("D1", "d1-equal.test", "10 host4.test 192.0.2.10:25; 10 host6.test [2001:db8::10]:25")]
    [InlineData("D2", "d2-four.test", "0 d2-four.test 192.0.2.20:25")]
    [InlineData("D2", "d2-six.test", "0 d2-six.test [2001:db8::20]:25")]
    [InlineData("D3", "d3.test", "Failed 5.1.10 domain takes no mail (null MX, RFC 7505)")]
    [InlineData("D4", "d4.test", "10 host4.test 192.0.2.10:25")]
    [InlineData("D5", "nosuch.test", "Failed 5.1.2 domain does not exist (NXDOMAIN)")]
    [InlineData("D5", "d5-nothing.test", "Failed 5.1.2 domain has neither mail server nor address")]
    [InlineData("D6", "d6.test", NoExchanger)]
    [InlineData("D7", "d7.test", "20 host4.test 192.0.2.10:25")]
    [InlineData("D8", "d8-alias.test", "10 alias.test 192.0.2.10:25")]
    [InlineData("D8", "d8-loop.test", NoExchanger)]
    [InlineData("D8", "d8-dangling.test", NoExchanger)]
    [InlineData("D8", "d8-itself.test", "10 host4.test 192.0.2.10:25")]
    [InlineData("D9", "d9.test", NoExchanger)]
    [InlineData("D9", "d9-and-good.test", "10 host4.test 192.0.2.10:25")]
    [InlineData("D10", "d10-loopback.test", NoExchanger)]
    [InlineData("D10", "d10-loopback-itself.test", NoExchanger)]
    [InlineData("D10", "d10-unspecified.test", NoExchanger)]
    [InlineData("D10", "d10-mapped.test", NoExchanger)]
    [InlineData("D10", "d10-multicast.test", NoExchanger)]
    [InlineData("D10", "d10-localhost.test", NoExchanger)]
    [InlineData("D10", "d10-mixed.test", "10 mixed.test 192.0.2.15:25")]
    [InlineData("D10", "d10-private.test", "10 private.test 10.0.0.1:25")]
    [InlineData("D10", "d10-linklocal.test", "10 linklocal.test 169.254.1.1:25")]
    [InlineData("D11", "d11-twice.test", "10 host4.test 192.0.2.10:25")]
    [InlineData("D11", "d11-twins.test", "10 host4.test 192.0.2.10:25")]
    [InlineData("D11", "d11-overlap.test", "10 several.test [2001:db8::12]:25,192.0.2.12:25,192.0.2.13:25; 20 host4.test 192.0.2.10:25")]
    [InlineData("D13", "mail.broken.test", "Deferred 4.4.3 domain cannot be looked up: MX: SERVFAIL")]
    [InlineData("D13", "elsewhere.example", "Deferred 4.4.3 domain cannot be looked up: MX: REFUSED")]
    [InlineData("D13", "d13-only.test", "Deferred 4.4.3 domain cannot be looked up: MX host: SERVFAIL")]
    [InlineData("D13", "d13-refused.test", "Deferred 4.4.3 domain cannot be looked up: MX host: REFUSED")]
    [InlineData("D13", "d13-and-dead.test", "Deferred 4.4.3 domain cannot be looked up: MX host: SERVFAIL")]
    [InlineData("D13", "d13-one-of-two.test", "20 host4.test 192.0.2.10:25")]
    [InlineData("D15", "d15-upper.test", "10 host4.test 192.0.2.10:25")]
    [InlineData("D15", "d15-underscore.test", "10 under_score.test 192.0.2.16:25")]
    [InlineData("D15", "d15-escaped.test", NoExchanger)]
    [InlineData("D15", "d15-utf8.test", NoExchanger)]
    [InlineData("D15", "-no-domain-.test", "Failed 5.1.2 no domain name or address")]
    public async Task ResolveAsync_TrapOfDns_IsDeliveredAsTheRowSays(string row, string domain, string expected)
    {
        string result = await Routes.Create(_dns).AskAsync(domain);
        Assert.True(expected == result, $"{row}, {domain}: {result}");
    }

    // The tests' server knows no root, so it refuses the question, where the world's says that there is no such name. Either way dontqualify.test is never asked for.
    [Fact]
    public async Task ResolveAsync_D15_SingleLabelExchanger_IsNeverCompletedBySearching()
    {
        await using DnsRelay relay = new(names.EndPoint);
        string result = await Routes.Create(new DnsMailDomainResolver(Routes.Dns(relay.EndPoint))).AskAsync("d15-single-label.test");
        Assert.Equal("Deferred 4.4.3 domain cannot be looked up: MX host: REFUSED", result);
        Assert.DoesNotContain(relay.Questions, static question => question.StartsWith("dontqualify.test", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(relay.Questions, static question => question.StartsWith("dontqualify ", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("d10-self.test", Loop)]
    [InlineData("d10-self-first.test", Loop)]
    [InlineData("d10-self-implicit.test", Loop)]
    [InlineData("d10-self-address.test", Loop)]
    [InlineData("d10-self-behind-dead.test", Loop)]
    [InlineData("d10-self-behind.test", "10 host4.test 192.0.2.10:25")]
    [InlineData("d10-self-behind-doubt.test", "Deferred 4.4.3 domain cannot be looked up: SERVFAIL")]
    [InlineData("[192.0.2.98]", Loop)]
    [InlineData("d1-four.test", "10 host4.test 192.0.2.10:25")]
    public async Task ResolveAsync_D10_ThisServer_HostsOfItsPreferenceAndWorseAreDropped(string domain, string expected)
    {
        RoutingOptions options = new()
        {
            OwnNames = ["self.test", "d10-self-implicit.test"],
            OwnEndPoints = [new IPEndPoint(IPAddress.Parse("192.0.2.98"), 25), new IPEndPoint(IPAddress.Parse("192.0.2.10"), 587)],
        };
        Assert.Equal(expected, await Routes.Create(_dns, options).AskAsync(domain));
    }

    [Theory]
    [InlineData("d10-loopback.test", 2525, Loop)]
    [InlineData("d10-loopback.test", 2526, "10 loopback.test [::1]:2526,127.0.0.1:2526")]
    [InlineData("d10-mapped.test", 2526, "10 mapped.test 127.0.0.1:2526")]
    [InlineData("d10-unspecified.test", 2526, NoExchanger)]
    [InlineData("d10-multicast.test", 2526, NoExchanger)]
    public async Task ResolveAsync_D10_LoopbackAllowed_IsUsedButNotForAListenerAtAllAddresses(string domain, int port, string expected)
    {
        RoutingOptions options = new() { AllowLoopback = true, Port = port, OwnEndPoints = [new IPEndPoint(IPAddress.IPv6Any, 2525)] };
        DnsMailDomainResolver dns = new(Routes.Dns(names.EndPoint) with { AllowLoopback = true });
        Assert.Equal(expected, await Routes.Create(dns, options).AskAsync(domain));
    }

    [Fact]
    public async Task ResolveAsync_D10_LoopbackFromALookUpThatAllowsIt_IsNotUsedWithoutTheOption()
    {
        DnsMailDomainResolver dns = new(Routes.Dns(names.EndPoint) with { AllowLoopback = true });
        Assert.Equal(NoExchanger, await Routes.Create(dns).AskAsync("d10-loopback.test"));
        Assert.Equal("10 mixed.test 192.0.2.15:25", await Routes.Create(dns).AskAsync("d10-mixed.test"));
    }

    [Theory]
    [InlineData("d10-private.test", NoExchanger)]
    [InlineData("d10-linklocal.test", NoExchanger)]
    [InlineData("d1-four.test", "10 host4.test 192.0.2.10:25")]
    [InlineData("[10.0.0.1]", NoExchanger)]
    public async Task ResolveAsync_D10_PrivateForbidden_IsNotUsed(string destination, string expected) =>
        Assert.Equal(expected, await Routes.Create(_dns, new RoutingOptions { AllowPrivate = false }).AskAsync(destination));

    [Fact]
    public async Task ResolveAsync_D12_FortyHosts_TheTwentyBestAreUsed()
    {
        RouteResult result = await Routes.Create(_dns).ResolveAsync("d12-hosts.test", TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 20), result.Route!.Hosts.Select(static host => host.Preference));
    }

    [Fact]
    public async Task ResolveAsync_D12_ManyAddresses_AreReadOverTcpAndBounded()
    {
        RouteResult result = await Routes.Create(_dns).ResolveAsync("d12-addresses.test", TestContext.Current.CancellationToken);
        Assert.Equal(20, Assert.Single(result.Route!.Hosts).EndPoints.Length);
    }

    [Fact]
    public async Task ResolveAsync_D12_TruncatedAndTcpRefused_IsDeferred()
    {
        await using DnsRelay relay = new(names.EndPoint);
        string result = await Routes.Create(new DnsMailDomainResolver(Routes.Hurried(relay.EndPoint))).AskAsync("d12-addresses.test");
        Assert.StartsWith("Deferred 4.4.3 ", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResolveAsync_D13_NoAnswer_IsDeferred()
    {
        await using DnsRelay relay = new(names.EndPoint) { Answer = static (_, _) => [] };
        string result = await Routes.Create(new DnsMailDomainResolver(Routes.Hurried(relay.EndPoint))).AskAsync("d1-four.test");
        Assert.Equal("Deferred 4.4.3 domain cannot be looked up: MX: no answer from the DNS server", result);
    }

    [Theory]
    [InlineData("half.test 1", "10 half.test [2001:db8::30]:25")]
    [InlineData("half.test 28", "10 half.test 192.0.2.30:25")]
    public async Task ResolveAsync_D14_OneKindOfAddressFails_TheOtherIsUsed(string failing, string expected)
    {
        await using DnsRelay relay = new(names.EndPoint) { Answer = (question, query) => question == failing ? DnsRelay.ServFail(query) : null };
        Assert.Equal(expected, await Routes.Create(new DnsMailDomainResolver(Routes.Dns(relay.EndPoint))).AskAsync("d14.test"));
    }

    [Fact]
    public async Task ResolveAsync_D19_DomainIsGoneAtDelivery_FailsAtOnce()
    {
        bool isGone = false;
        await using DnsRelay relay = new(names.EndPoint) { Answer = (_, query) => isGone ? DnsRelay.NoSuchName(query) : null };
        DnsLookupOptions uncached = Routes.Dns(relay.EndPoint) with { MinimumTtl = TimeSpan.Zero, MaximumTtl = TimeSpan.Zero, MaximumNegativeTtl = TimeSpan.Zero };
        IRouteResolver routes = Routes.Create(new DnsMailDomainResolver(uncached));
        Assert.Equal("10 host4.test 192.0.2.10:25", await routes.AskAsync("d1-four.test"));
        isGone = true;
        Assert.Equal("Failed 5.1.2 domain does not exist (NXDOMAIN)", await routes.AskAsync("d1-four.test"));
    }

    [Fact]
    public async Task ResolveAsync_D20_ThousandRandomDomains_AreAnsweredWithoutHoldingUpAKnownOne()
    {
        TaskCompletionSource gate = new();
        await using DnsRelay relay = new(names.EndPoint);
        IRouteResolver routes = Routes.Create(new DnsMailDomainResolver(Routes.Dns(relay.EndPoint) with { MaximumParallelQueries = 20, Budget = TimeSpan.FromSeconds(60), QueryTimeout = TimeSpan.FromSeconds(30) }));
        await routes.AskAsync("d1-four.test");
        relay.Gate = gate.Task;
        int asked = relay.Questions.Count;

        Task<string>[] flood = [.. Enumerable.Range(0, 1000).Select(i => routes.AskAsync($"random-{i}.test"))];
        Task<string> known = routes.AskAsync("d1-four.test");
        Assert.True(known.IsCompletedSuccessfully);
        Assert.Equal("10 host4.test 192.0.2.10:25", await known);
        Assert.InRange(relay.Questions.Count, asked, asked + 20);

        gate.SetResult();
        Assert.All(await Task.WhenAll(flood), static result => Assert.Equal("Failed 5.1.2 domain does not exist (NXDOMAIN)", result));
        asked = relay.Questions.Count;
        Assert.Equal("Failed 5.1.2 domain does not exist (NXDOMAIN)", await routes.AskAsync("random-500.test"));
        Assert.Equal(asked, relay.Questions.Count);
    }
}
