using System.Net;
using Submission.Gateway.Routing;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Tests.Routing;

internal static class Routes
{
    /// <summary>A resolver that keeps the order among equals.</summary>
    public static IRouteResolver Create(IMailDomainResolver domains, RoutingOptions? options = null, DeliveryPolicy? policy = null, Random? random = null, TimeProvider? time = null)
    {
        options ??= new RoutingOptions();
        RouteTarget? smartHost = null;
        if (options.SmartHost is not null) Assert.True(RouteTarget.TryParse(options.SmartHost, out smartHost, out string? error), error);
        return RouteComposition.Create(domains, options, smartHost, () => policy ?? DeliveryPolicy.None, time ?? TimeProvider.System, random ?? new NoShuffle());
    }

    public static DnsLookupOptions Dns(IPEndPoint server) => new() { Servers = [server], QueryTimeout = TimeSpan.FromSeconds(5), Budget = TimeSpan.FromSeconds(20), Retries = 1 };

    public static DnsLookupOptions Hurried(IPEndPoint server) => Dns(server) with { QueryTimeout = TimeSpan.FromMilliseconds(150), Budget = TimeSpan.FromSeconds(1), Retries = 0 };

    public static async Task<string> AskAsync(this IRouteResolver resolver, string destination) =>
        (await resolver.ResolveAsync(destination, TestContext.Current.CancellationToken)).Show();

    /// <summary>A result in one line: the hosts with their end points, or what becomes of the mail, the status and the reason.</summary>
    public static string Show(this RouteResult result) => result.IsFound
        ? string.Join("; ", result.Route.Hosts.Select(static host => $"{host.Preference} {host.Name} {string.Join(',', host.EndPoints)}"))
        : $"{result.Kind} {result.Status} {result.Reason}";

    // The library shuffles by Next(i, n): the least leaves each where it is.
    private sealed class NoShuffle : Random
    {
        public override int Next(int minValue, int maxValue) => minValue;
    }
}
