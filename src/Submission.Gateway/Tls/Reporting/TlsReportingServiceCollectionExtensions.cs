using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Submission.Gateway;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.Reporting;
using Submission.Policy.Lookups;
using Submission.Trust.Http;

// The namespace in which every .NET library puts its AddX, so that it is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers TLS reporting.</summary>
public static class TlsReportingServiceCollectionExtensions
{
    /// <summary>Registers an <see cref="ITlsSessionObserver"/> that counts sessions, and the sending of reports while the host runs. Needed are a <see cref="MailGateway"/>, an <see cref="IDnsRecordResolver"/> and a log.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">How reports are made and sent.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddTlsReporting(this IServiceCollection services, TlsReportingOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new TlsReportCollector(options, provider.GetRequiredService<TimeProvider>(), Logger(provider)));
        services.AddSingleton<ITlsSessionObserver>(static provider => provider.GetRequiredService<TlsReportCollector>());
        services.AddSingleton<IHostedService>(provider =>
        {
            TimeProvider time = provider.GetRequiredService<TimeProvider>();
            IDnsRecordResolver dns = provider.GetRequiredService<IDnsRecordResolver>();
            PublicHttp http = new(dns, options.TrustedRoots, options.AllowPrivateAddresses, time);
            TlsReportSender sender = new(options, dns, provider.GetRequiredService<MailGateway>().AcceptAsync, http, time, Logger(provider));
            return new TlsReportingService(provider.GetRequiredService<TlsReportCollector>(), sender, options, time, Logger(provider));
        });
        return services;
    }

    private static ILogger Logger(IServiceProvider provider) => provider.GetRequiredService<ILoggerFactory>().CreateLogger("Submission.Gateway.TlsReporting");
}
