using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Policy.Lookups;

// The namespace in which every .NET library puts its AddX, so that it is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the routes of mail.</summary>
public static class RoutingServiceCollectionExtensions
{
    /// <summary>
    /// Registers an <see cref="IRouteResolver"/>, and where there is a <see cref="RoutingOptions.PolicyFile"/> its <see cref="DeliveryPolicyFile"/>. Needed are an
    /// <see cref="IMailDomainResolver"/>, in the options or among the services, and a log; used where registered is a <see cref="TimeProvider"/>. A smart host
    /// puts an <see cref="IDeliveryTlsPolicy"/> before the one that is registered until then.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Where mail goes.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">The options hold what cannot be used; the message says what.</exception>
    /// <remarks>A policy file that cannot be used lets the services fail with an <see cref="InvalidDataException"/> that tells all its errors: <see cref="DeliveryPolicyFile.Check"/> finds them before.</remarks>
    public static IServiceCollection AddDeliveryRoutes(this IServiceCollection services, RoutingOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Port is < 1 or > 65_535) throw new ArgumentException($"{options.Port} is no port from 1 to 65535.", nameof(options));
        RouteTarget? smartHost = null;
        if (options.SmartHost is not null && !RouteTarget.TryParse(options.SmartHost, out smartHost, out string? error)) throw new ArgumentException(error, nameof(options));
        if (options.PolicyFile is { } path)
        {
            services.TryAddSingleton(provider => DeliveryPolicyFile.Open(path, provider.GetRequiredService<ILogger<DeliveryPolicyFile>>()));
        }

        SmartHostTls tls = options.SmartHostTls ?? (options.SmartHostCredentials is null ? SmartHostTls.Opportunistic : SmartHostTls.Required);
        if (smartHost is not null) SmartHostTlsPolicy.Register(services, smartHost.Name, tls == SmartHostTls.Required);
        services.TryAddSingleton(provider => RouteComposition.Create(provider, options, smartHost));
        return services;
    }
}
