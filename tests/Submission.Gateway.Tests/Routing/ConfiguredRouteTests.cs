using System.Net;
using System.Text;
using Submission.Gateway.Routing;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Tests.Routing;

/// <summary>Smart hosts, routes of the delivery policy and address literals.</summary>
public sealed class ConfiguredRouteTests(DeliveryNames names) : IClassFixture<DeliveryNames>
{
    private readonly DnsMailDomainResolver _dns = new(Routes.Dns(names.EndPoint));

    [Theory]
    [InlineData("relay.test:587", "0 relay.test [2001:db8::40]:587,192.0.2.40:587")]
    [InlineData("RELAY.test.", "0 relay.test [2001:db8::40]:25,192.0.2.40:25")]
    [InlineData("[10.0.0.5]:2525", "0 [10.0.0.5] 10.0.0.5:2525")]
    [InlineData("10.0.0.5:2525", "0 [10.0.0.5] 10.0.0.5:2525")]
    [InlineData("127.0.0.1", "0 [127.0.0.1] 127.0.0.1:25")]
    [InlineData("[2001:db8::1]:587", "0 [IPv6:2001:db8::1] [2001:db8::1]:587")]
    [InlineData("[IPv6:2001:db8::1]", "0 [IPv6:2001:db8::1] [2001:db8::1]:25")]
    [InlineData("localhost:1025", "0 localhost [::1]:1025,127.0.0.1:1025")]
    [InlineData("nosuch.test:587", "Deferred 4.4.4 nosuch.test of the configured route is not found: NXDOMAIN")]
    [InlineData("d6.test", "0 d6.test 192.0.2.22:25")]
    [InlineData("d1-four.test", "Deferred 4.4.4 d1-four.test of the configured route is not found: no address")]
    [InlineData("host.broken.test", "Deferred 4.4.3 host.broken.test of the configured route cannot be looked up: SERVFAIL")]
    [InlineData("[192.0.2.98]:587", "Deferred 4.4.6 the configured route leads back to this server")]
    public async Task ResolveAsync_SmartHost_TakesAllByItsAddresses(string smartHost, string expected)
    {
        RoutingOptions options = new() { SmartHost = smartHost, OwnEndPoints = [new IPEndPoint(IPAddress.Parse("192.0.2.98"), 587)] };
        IRouteResolver routes = Routes.Create(_dns, options);
        Assert.Equal(expected, await routes.AskAsync("d1-ordered.test"));
        Assert.Equal(expected, await routes.AskAsync("[192.0.2.1]"));
    }

    [Fact]
    public async Task ResolveAsync_SmartHost_GivesItsLaneAndCredentials()
    {
        SmartHostCredentials credentials = new("gateway", "secret");
        RoutingOptions options = new() { SmartHost = "relay.test:587", SmartHostCredentials = credentials };
        DeliveryPolicy policy = Policy("default: { connections: 3 }\ndomains: [{ domain: partner.test, route: '[10.0.0.5]' }]");
        IRouteResolver routes = Routes.Create(_dns, options, policy);

        RouteResult result = await routes.ResolveAsync("d1-four.test", TestContext.Current.CancellationToken);
        Assert.Same(credentials, result.Route!.Credentials);
        Assert.Equal(new DeliveryLane("relay.test:587") { MaximumConnections = 3, InitialConnections = 3 }, result.Route.Lane);

        RouteResult partner = await routes.ResolveAsync("partner.test", TestContext.Current.CancellationToken);
        Assert.Null(partner.Route!.Credentials);
        Assert.Equal("partner.test", partner.Route.Lane.Name);
    }

    [Fact]
    public async Task ResolveAsync_RouteOfThePolicy_IsTriedInTheOrderWritten()
    {
        DeliveryPolicy policy = Policy("domains: [{ domain: partner.test, route: [host4.test, 'nosuch.test:26', '[IPv6:2001:db8::5]:2525', 'twin.test'], connections: 2 }]");
        IRouteResolver routes = Routes.Create(_dns, policy: policy);
        Assert.Equal("0 host4.test 192.0.2.10:25; 2 [IPv6:2001:db8::5] [2001:db8::5]:2525", await routes.AskAsync("partner.test"));
        RouteResult result = await routes.ResolveAsync("partner.test", TestContext.Current.CancellationToken);
        Assert.Equal(new DeliveryLane("partner.test") { MaximumConnections = 2, InitialConnections = 2 }, result.Route!.Lane);
        Assert.Equal("10 host4.test 192.0.2.10:25", await routes.AskAsync("d1-four.test"));
    }

    [Fact]
    public async Task ResolveAsync_RouteOfThePolicyThatIsGone_IsDeferredAndNeverGoesByMx()
    {
        IRouteResolver routes = Routes.Create(_dns, policy: Policy("domains: [{ domain: d1-four.test, route: nosuch.test }]"));
        Assert.Equal("Deferred 4.4.4 nosuch.test of the configured route is not found: NXDOMAIN", await routes.AskAsync("d1-four.test"));
    }

    [Theory]
    [InlineData("[192.0.2.1]", "0 [192.0.2.1] 192.0.2.1:25")]
    [InlineData("[10.0.0.1]", "0 [10.0.0.1] 10.0.0.1:25")]
    [InlineData("[IPv6:2001:db8::1]", "0 [IPv6:2001:db8::1] [2001:db8::1]:25")]
    [InlineData("[ipv6:2001:db8::1]", "0 [ipv6:2001:db8::1] [2001:db8::1]:25")]
    [InlineData("[127.0.0.1]", "Failed 5.4.4 no mail server of the domain has a usable address")]
    [InlineData("[IPv6:::1]", "Failed 5.4.4 no mail server of the domain has a usable address")]
    [InlineData("[IPv6:::ffff:127.0.0.1]", "Failed 5.4.4 no mail server of the domain has a usable address")]
    [InlineData("[0.0.0.0]", "Failed 5.4.4 no mail server of the domain has a usable address")]
    [InlineData("[IPv6:ff02::1]", "Failed 5.4.4 no mail server of the domain has a usable address")]
    [InlineData("[2001:db8::1]", "Failed 5.1.2 no domain name or address")]
    [InlineData("[IPv6:192.0.2.1]", "Failed 5.1.2 no domain name or address")]
    [InlineData("[IPv6:fe80::1%1]", "Failed 5.1.2 no domain name or address")]
    [InlineData("[10.1]", "Failed 5.1.2 no domain name or address")]
    [InlineData("[192.0.2.1", "Failed 5.1.2 no domain name or address")]
    [InlineData("[]", "Failed 5.1.2 no domain name or address")]
    public async Task ResolveAsync_AddressLiteral_GoesToThatAddress(string destination, string expected) =>
        Assert.Equal(expected, await Routes.Create(_dns).AskAsync(destination));

    [Fact]
    public async Task ResolveAsync_LoopbackLiteralAllowed_GoesThere() =>
        Assert.Equal("0 [127.0.0.1] 127.0.0.1:2525", await Routes.Create(_dns, new RoutingOptions { AllowLoopback = true, Port = 2525 }).AskAsync("[127.0.0.1]"));

    [Theory]
    [InlineData("relay.test:0", "'0' is no port from 1 to 65535.")]
    [InlineData("relay.test:65536", "'65536' is no port from 1 to 65535.")]
    [InlineData("relay.test:", "'' is no port from 1 to 65535.")]
    [InlineData("relay.test:smtp", "'smtp' is no port from 1 to 65535.")]
    [InlineData("", "'' is no host.")]
    [InlineData(":25", "':25' is no host.")]
    [InlineData("10.0.0.256", "'10.0.0.256' is no host.")]
    [InlineData("[10.0.0.5", "'[10.0.0.5' is no host.")]
    [InlineData("two words", "'two words' is no host.")]
    [InlineData("0.0.0.0:25", "No connection can be made to 0.0.0.0.")]
    [InlineData("[ff02::1]", "No connection can be made to ff02::1.")]
    public void TryParse_NoTarget_SaysWhy(string text, string expected)
    {
        Assert.False(RouteTarget.TryParse(text, out _, out string? error));
        Assert.Equal(expected, error);
    }

    private static DeliveryPolicy Policy(string yaml)
    {
        DeliveryPolicy? policy = DeliveryPolicyFile.Parse("policy.yaml", Encoding.UTF8.GetBytes(yaml), out var errors);
        Assert.True(policy is not null, string.Join('\n', errors));
        return policy;
    }
}
