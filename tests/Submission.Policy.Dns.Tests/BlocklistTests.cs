using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Dns.Tests.Peers;
using Submission.Policy.Lookups;

namespace Submission.Policy.Dns.Tests;

public sealed class BlocklistTests(NsdServer nsd)
{
    private static readonly DomainName List = DomainName.Parse("list.test");
    private readonly DnsBlocklistResolver _resolver = new(ResolverSetup.Options(nsd.EndPoint));

    [Theory]
    [InlineData("11.2.3.4", "127.0.0.2,127.0.0.30")]
    [InlineData("::ffff:11.2.3.4", "127.0.0.2,127.0.0.30")]
    [InlineData("11.2.3.9", "127.0.0.3")]
    [InlineData("11.2.3.10", "127.0.0.9")]
    [InlineData("2a00:0:1:2:3:4:567:89ab", "127.0.0.3")]
    [InlineData("11.2.3.11", "Absent: not listed")]
    [InlineData("11.2.3.12", "Absent: not listed")]
    [InlineData("11.2.3.99", "Absent: not listed")]
    [InlineData("11.2.3.5", "Unavailable: the list answers with 127.0.0.1, which is no listing")]
    [InlineData("11.2.3.8", "Unavailable: the list answers with 126.255.255.255, which is no listing")]
    [InlineData("11.2.3.6", "Unavailable: the list answers with the error 127.255.255.252")]
    [InlineData("11.2.3.7", "Unavailable: the list answers with the error 127.255.255.254")]
    public async Task QueryAsync_B1_B2_B3_B4_EveryAnswer_MeansWhatRfc5782Says(string client, string expected) =>
        Assert.Equal(expected, Show(await AskAsync(List, client)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.2")]
    [InlineData("::ffff:127.0.0.2")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.1.1")]
    [InlineData("192.0.2.1")]
    [InlineData("255.255.255.255")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("2001:db8::1")]
    public async Task QueryAsync_B6_AddressThatIsNotPublic_IsNeverAsked(string client)
    {
        await using DnsRelay relay = new(nsd.EndPoint);
        DnsBlocklistResolver resolver = new(ResolverSetup.Options(relay.EndPoint));
        DomainName zone = DomainName.Parse("everything.test");
        Assert.True(IsAnswered(resolver.QueryAsync(zone, IPAddress.Parse(client), CancellationToken.None)));
        Assert.Equal("Absent: private address", Show(await resolver.QueryAsync(zone, IPAddress.Parse(client), CancellationToken.None)));
        Assert.Empty(relay.Questions);
    }

    [Theory]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("9.255.255.255")]
    public async Task QueryAsync_B6_AddressJustOutsideAPrivateNetwork_IsAsked(string client) =>
        Assert.Equal("127.0.0.2", Show(await AskAsync(DomainName.Parse("everything.test"), client)));

    [Fact]
    public async Task QueryAsync_B8_KeyInTheZone_IsNeverInTheReason()
    {
        string shown = Show(await AskAsync(DomainName.Parse("secretkey.test"), "11.2.3.4"));
        Assert.Equal("Unavailable: the list answers with the error 127.255.255.250", shown);
        await using DnsRelay relay = new(nsd.EndPoint) { Answer = static (_, _) => [] };
        DnsBlocklistResolver resolver = new(ResolverSetup.Hurried(relay.EndPoint));
        shown = Show(await resolver.QueryAsync(DomainName.Parse("secretkey.test"), IPAddress.Parse("11.2.3.4"), CancellationToken.None));
        Assert.StartsWith("Unavailable: ", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("secretkey", shown, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task QueryAsync_B5_NoAnswerWithinTheBudget_IsUnavailable()
    {
        await using DnsRelay relay = new(nsd.EndPoint) { Answer = static (_, _) => [] };
        DnsBlocklistResolver resolver = new(
            ResolverSetup.Options(relay.EndPoint) with { QueryTimeout = TimeSpan.FromSeconds(30), BlocklistBudget = TimeSpan.FromMilliseconds(80) });
        Assert.Equal("Unavailable: time-out", Show(await resolver.QueryAsync(List, IPAddress.Parse("11.2.3.4"), CancellationToken.None)));
    }

    [Fact]
    public async Task QueryAsync_ZoneTooLongForANibbleName_IsUnavailable()
    {
        DomainName zone = DomainName.Parse(string.Join('.', Enumerable.Repeat(new string('a', 49), 5)));
        Assert.Equal("Unavailable: the zone's name is too long", Show(await AskAsync(zone, "2a00::1")));
    }

    [Fact]
    public async Task QueryAsync_B10_Again_AsksOnlyAfterTheTtl()
    {
        ManualClock clock = new();
        await using DnsRelay relay = new(nsd.EndPoint);
        DnsBlocklistResolver resolver = new(ResolverSetup.Options(relay.EndPoint), clock);
        foreach ((double step, int asked) in new[] { (0, 1), (89.9, 1), (0.2, 2) })
        {
            clock.Advance(step);
            Assert.Equal("127.0.0.2", Show(await resolver.QueryAsync(List, IPAddress.Parse("11.2.3.13"), CancellationToken.None)));
            Assert.Equal(asked, relay.Questions.Count);
        }
    }

    [Fact]
    public async Task QueryAsync_Known_CompletesAtOnceWithoutAllocation()
    {
        IPAddress client = IPAddress.Parse("::ffff:11.2.3.4");
        await _resolver.QueryAsync(List, client, CancellationToken.None);
        Assert.True(IsAnswered(_resolver.QueryAsync(List, client, CancellationToken.None)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool atOnce = IsAnswered(_resolver.QueryAsync(List, client, CancellationToken.None));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(atOnce);
    }

    [Theory]
    [InlineData("list.test", BlocklistHealthState.Healthy)]
    [InlineData("empty.test", BlocklistHealthState.ListsNothing)]
    [InlineData("nosuchlist.test", BlocklistHealthState.ListsNothing)]
    [InlineData("everything.test", BlocklistHealthState.ListsEverything)]
    [InlineData("parked.test", BlocklistHealthState.Unavailable)]
    [InlineData("secretkey.test", BlocklistHealthState.Unavailable)]
    [InlineData("list.broken.test", BlocklistHealthState.Unavailable)]
    public async Task CheckHealthAsync_B7_TestEntries_ShowTheState(string zone, BlocklistHealthState expected)
    {
        BlocklistHealth health = await _resolver.CheckHealthAsync(DomainName.Parse(zone), TestContext.Current.CancellationToken);
        Assert.Equal(expected, health.State);
        Assert.Equal(health.IsHealthy, health.Reason is null);
    }

    private ValueTask<LookupResult<ImmutableArray<IPAddress>>> AskAsync(DomainName zone, string client) =>
        _resolver.QueryAsync(zone, IPAddress.Parse(client), TestContext.Current.CancellationToken);

    private static bool IsAnswered(ValueTask<LookupResult<ImmutableArray<IPAddress>>> answer) => answer.IsCompletedSuccessfully;

    private static string Show(LookupResult<ImmutableArray<IPAddress>> result) => result.IsFound
        ? string.Join(',', result.Value.Select(address => address.ToString()).Order(StringComparer.Ordinal))
        : $"{result.State}: {result.Reason}";
}
