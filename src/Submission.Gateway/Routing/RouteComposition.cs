using Microsoft.Extensions.DependencyInjection;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Routing;

/// <summary>Puts the parts together that find routes.</summary>
internal static class RouteComposition
{
    public static IRouteResolver Create(IServiceProvider provider, RoutingOptions options, RouteTarget? smartHost) => Create(
        options.MailDomains ?? provider.GetRequiredService<IMailDomainResolver>(),
        options,
        smartHost,
        provider.GetService<DeliveryPolicyFile>() is { } file ? () => file.Current : static () => DeliveryPolicy.None,
        provider.GetService<TimeProvider>() ?? TimeProvider.System,
        Random.Shared);

    public static IRouteResolver Create(
        IMailDomainResolver domains, RoutingOptions options, RouteTarget? smartHost, Func<DeliveryPolicy> policy, TimeProvider time, Random random)
    {
        OwnServer own = new(options.OwnNames, options.OwnEndPoints, time);
        RouteAddresses addresses = new(options.IPv6First, options.AllowLoopback, options.AllowPrivate, random);
        ConfiguredRoutes configured = new(domains, addresses, own, options.Port);
        IRouteResolver usual = smartHost is null
            ? new MxRouteResolver(domains, new HostOrder(addresses, own, options.Port, random), addresses, own, options.Port, policy)
            : new SmartHostRouteResolver(smartHost, options.SmartHost!, options.SmartHostCredentials, configured, policy);
        return new StaticRouteResolver(policy, configured, usual);
    }
}
