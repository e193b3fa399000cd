using System.Net;
using System.Net.Sockets;
using CsCheck;
using Submission.Gateway.Routing;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Tests.Routing;

/// <summary>What holds of the order of hosts and addresses, whatever DNS says (D1, D10, D11).</summary>
public sealed class RouteOrderTests
{
    private static readonly string[] Pool =
        ["192.0.2.1", "192.0.2.2", "192.0.2.3", "10.0.0.1", "127.0.0.1", "127.8.9.10", "0.0.0.0", "224.0.0.5", "255.255.255.255", "2001:db8::1", "2001:db8::2", "fe80::1", "::1", "::", "ff02::1", "::ffff:127.0.0.1", "::ffff:192.0.2.1"];

    private static readonly Gen<MailExchanger> Exchanger = Gen.Select(
        Gen.Int[0, 3],
        Gen.Int[0, 5],
        Gen.Int[0, Pool.Length - 1].Array[1, 6],
        static (preference, host, addresses) => MailWorld.Host(preference * 10, "h" + host + ".test", [.. addresses.Select(static i => Pool[i])]));

    private static readonly Gen<MailExchanger[]> Exchangers = Exchanger.Array[1, 8].Select(static all => all.OrderBy(static exchanger => exchanger.Preference).ToArray());

    [Fact]
    public async Task ResolveAsync_AnyDomain_OrderAddressesAndOwnHostsAreRight() => await Gen.Select(Exchangers, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[0, 7], Gen.Int).SampleAsync(
        async (exchangers, allowLoopback, allowPrivate, isIPv6First, ownHost, seed) =>
        {
            RoutingOptions options = new()
            {
                AllowLoopback = allowLoopback,
                AllowPrivate = allowPrivate,
                IPv6First = isIPv6First,
                OwnNames = [$"H{ownHost}.test"],
                OwnEndPoints = [new IPEndPoint(IPAddress.Parse("192.0.2.3"), 25)],
            };
            RouteResult result = await Routes.Create(MailWorld.With(exchangers), options, random: new Random(seed)).ResolveAsync("some.test", CancellationToken.None);

            bool IsOwn(MailExchanger exchanger) => exchanger.Host == $"h{ownHost}.test" || exchanger.Addresses.Contains(IPAddress.Parse("192.0.2.3"));
            int bound = exchangers.Where(IsOwn).Select(static exchanger => exchanger.Preference).DefaultIfEmpty(int.MaxValue).Min();
            MailExchanger[] usable = [.. exchangers.Where(exchanger => exchanger.Preference < bound)];
            HashSet<IPAddress> expected = [.. usable.SelectMany(static exchanger => exchanger.Addresses).Select(Unmap).Where(address => IsAllowed(address, options))];

            IPEndPoint[] endPoints = result.IsFound ? [.. result.Route.Hosts.SelectMany(static host => host.EndPoints)] : [];
            Assert.Equal(endPoints.Length, endPoints.Distinct().Count());
            Assert.Equal(expected, endPoints.Select(static endPoint => endPoint.Address).ToHashSet());
            Assert.Equal(expected.Count == 0, !result.IsFound);
            if (!result.IsFound)
            {
                Assert.Equal(bound < int.MaxValue ? "5.4.6" : "5.4.4", result.Status.ToString());
                return;
            }

            int[] preferences = [.. result.Route.Hosts.Select(static host => host.Preference)];
            Assert.Equal(preferences.Order(), preferences);
            Assert.All(result.Route.Hosts, host => Assert.Contains(usable, exchanger =>
                exchanger.Host == host.Name && exchanger.Preference == host.Preference && host.EndPoints.All(endPoint => exchanger.Addresses.Select(Unmap).Contains(endPoint.Address))));
            Assert.All(result.Route.Hosts, host => Assert.True(TakeTurns(host, isIPv6First), host.ToString()));
        },
        iter: 3000,
        threads: 1);

    [Fact]
    public async Task ResolveAsync_EqualHosts_EveryOrderOccurs()
    {
        IRouteResolver routes = Routes.Create(
            MailWorld.With(
                MailWorld.Host(5, "first.test", "192.0.2.1"),
                MailWorld.Host(10, "a.test", "192.0.2.2"),
                MailWorld.Host(10, "b.test", "192.0.2.3"),
                MailWorld.Host(10, "c.test", "192.0.2.4"),
                MailWorld.Host(20, "last.test", "192.0.2.5")),
            random: new Random(1));
        Dictionary<string, int> orders = new(StringComparer.Ordinal);
        for (int i = 0; i < 600; i++)
        {
            RouteResult result = await routes.ResolveAsync("some.test", TestContext.Current.CancellationToken);
            string order = string.Join(' ', result.Route!.Hosts.Select(static host => host.Name[..^5]));
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(["first a b c last", "first a c b last", "first b a c last", "first b c a last", "first c a b last", "first c b a last"], orders.Keys.Order(StringComparer.Ordinal));
        Assert.All(orders.Values, static count => Assert.InRange(count, 50, 150));
    }

    [Fact]
    public async Task ResolveAsync_AddressesOfOneHost_EveryOrderWithinAKindOccurs()
    {
        IRouteResolver routes = Routes.Create(MailWorld.With(MailWorld.Host(5, "a.test", "192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1", "2001:db8::2")), random: new Random(1));
        HashSet<string> orders = new(StringComparer.Ordinal);
        for (int i = 0; i < 600; i++)
        {
            RouteResult result = await routes.ResolveAsync("some.test", TestContext.Current.CancellationToken);
            orders.Add(string.Join(' ', result.Route!.Hosts[0].EndPoints));
        }

        Assert.Equal(12, orders.Count);
        Assert.Contains("[2001:db8::2]:25 192.0.2.3:25 [2001:db8::1]:25 192.0.2.1:25 192.0.2.2:25", orders);
    }

    private static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    // Written down for the addresses of the pool, apart from what the product computes.
    private static bool IsAllowed(IPAddress address, RoutingOptions options) => address.ToString() switch
    {
        "0.0.0.0" or "::" or "224.0.0.5" or "ff02::1" or "255.255.255.255" => false,
        "127.0.0.1" or "127.8.9.10" or "::1" => options.AllowLoopback,
        "10.0.0.1" or "fe80::1" => options.AllowPrivate,
        _ => true,
    };

    private static bool TakeTurns(RouteHost host, bool isIPv6First)
    {
        AddressFamily first = isIPv6First ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        AddressFamily[] kinds = [.. host.EndPoints.Select(static endPoint => endPoint.AddressFamily)];
        int firsts = kinds.Count(kind => kind == first);
        int pairs = Math.Min(firsts, kinds.Length - firsts);
        bool alternates = Enumerable.Range(0, 2 * pairs).All(i => (kinds[i] == first) == (i % 2 == 0));
        return alternates && kinds.Skip(2 * pairs).Distinct().Count() <= 1;
    }
}
