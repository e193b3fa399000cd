using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Tls.MtaSts;
using Submission.Policy.Lookups;
using Submission.Trust.Certificates;

// The namespace in which every .NET library puts its AddX, so that it is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers MTA-STS.</summary>
public static class MtaStsServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="MtaStsPolicies"/>, which are fetched again in time while the host runs, and the <see cref="PublicCertificates"/> by which servers are judged. Needed are an
    /// <see cref="IDnsRecordResolver"/> and a log. A <see cref="MtaStsTlsPolicy"/> is made of them where the policies of delivery are put together.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">How policies are found and kept.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMtaSts(this IServiceCollection services, MtaStsOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new PublicCertificates(options.TrustedRoots, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new MtaStsPolicies(
            provider.GetRequiredService<IDnsRecordResolver>(), options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Submission.Gateway.MtaSts")));
        services.AddSingleton<IHostedService, MtaStsRefresh>();
        return services;
    }
}
