using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Signing;

/// <summary>Adds DKIM to a gateway.</summary>
public static class DkimSigningServiceCollectionExtensions
{
    private const string Category = "Submission.Signing";

    /// <summary>
    /// Adds the <see cref="IMessageSigner"/> that signs with DKIM, <see cref="DkimDomains"/> and what looks after the keys. <see cref="ISenderDomains"/> and <see cref="TimeProvider"/>
    /// must be added too.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="options">How it signs.</param>
    public static IServiceCollection AddDkimSigning(this IServiceCollection services, Func<IServiceProvider, DkimSigningOptions> options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.AddSingleton(static provider => new DkimDomains(provider.GetRequiredService<DkimSigningOptions>(), provider.GetRequiredService<TimeProvider>(), LoggerOf(provider)));
        services.AddSingleton<IMessageSigner>(static provider => new DkimMessageSigner(
            provider.GetRequiredService<DkimDomains>(), provider.GetRequiredService<ISenderDomains>(), provider.GetRequiredService<DkimSigningOptions>(),
            provider.GetRequiredService<TimeProvider>(), LoggerOf(provider)));
        services.AddSingleton<IHostedService>(static provider => new DkimService(provider.GetRequiredService<DkimDomains>(), LoggerOf(provider)));
        return services;
    }

    private static ILogger LoggerOf(IServiceProvider provider) => provider.GetRequiredService<ILoggerFactory>().CreateLogger(Category);
}
