using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.Dane;
using Submission.Gateway.Tls.Levels;
using Submission.Policy.Lookups;
using Submission.Trust.Dane;

// The namespace in which every .NET library puts its AddX, so that it is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers how delivery is protected by TLS.</summary>
public static class DeliveryTlsServiceCollectionExtensions
{
    private static readonly TimeSpan ShortestCheck = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestCheck = TimeSpan.FromDays(1);

    /// <summary>
    /// Registers an <see cref="IDeliveryTlsPolicy"/> that follows the delivery policy's <c>tls</c>, TLSA records (DANE) and <see cref="TlsOptions.Others"/>, in this order. Needed is a log; used
    /// where registered are <see cref="IDnsRecordResolver"/> (without it DANE is off), <see cref="DeliveryPolicyFile"/> and <see cref="TimeProvider"/>. To be called before
    /// <see cref="RoutingServiceCollectionExtensions.AddDeliveryRoutes"/>, which puts a smart host before it, and before the gateway is added, so that the resolver is checked before mail goes out.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">How delivery is protected.</param>
    /// <exception cref="ArgumentException">The options hold what cannot be used; the message says what.</exception>
    public static IServiceCollection AddDeliveryTls(this IServiceCollection services, TlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        if (options.CheckEvery < ShortestCheck || options.CheckEvery > LongestCheck) throw new ArgumentException("CheckEvery must be 1 second to 1 day.", nameof(options));
        if (string.IsNullOrEmpty(options.SignedName)) throw new ArgumentException("SignedName must be a name.", nameof(options));
        services.AddSingleton(provider => new DnssecWatch(
            options.Check ?? provider.GetService<IDnsRecordResolver>(), options, provider.GetService<TimeProvider>() ?? TimeProvider.System, provider.GetRequiredService<ILoggerFactory>().CreateLogger("Submission.Gateway.Tls")));
        services.AddSingleton(static provider => new DaneHealth(provider.GetRequiredService<DnssecWatch>()));
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<DnssecWatch>());
        services.AddSingleton<IDeliveryTlsPolicy>(provider => Create(provider, options));
        return services;
    }

    private static LevelTlsPolicy Create(IServiceProvider provider, TlsOptions options)
    {
        DnssecWatch watch = provider.GetRequiredService<DnssecWatch>();
        IDeliveryTlsPolicy last = new OpportunisticTlsPolicy();
        return new LevelTlsPolicy(
            provider.GetService<DeliveryPolicyFile>() is { } file ? () => file.Current : static () => DeliveryPolicy.None,
            new DanePolicy(provider.GetService<IDnsRecordResolver>() is { } dns ? new DaneLookup(dns) : null, watch, options.InsecureMx, provider.GetService<TimeProvider>() ?? TimeProvider.System),
            options.Others?.Invoke(provider, last) ?? last);
    }
}
