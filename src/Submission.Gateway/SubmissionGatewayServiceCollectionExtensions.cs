using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Gateway.Signing;
using Submission.Gateway.Tls;
using Submission.Policy.Delivery;

namespace Submission.Gateway;

/// <summary>Adds the gateway to a host.</summary>
public static class SubmissionGatewayServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="MailGateway"/> and the delivery of what it takes, which starts and stops with the host. <see cref="IMessageQueue"/> and <see cref="IRouteResolver"/> must be
    /// added too; <see cref="IDeliveryTlsPolicy"/>, <see cref="ITlsSessionObserver"/>, <see cref="IMessageSigner"/>, <see cref="IDeliveryFeedback"/> and <see cref="TimeProvider"/> are used where they are.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="options">How the gateway delivers.</param>
    public static IServiceCollection AddSubmissionGateway(this IServiceCollection services, GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(provider => new DeliveryEngine(
            provider.GetRequiredService<IMessageQueue>(), provider.GetRequiredService<IRouteResolver>(), options, provider.GetService<IDeliveryTlsPolicy>(),
            provider.GetService<IDeliveryFeedback>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Submission.Gateway"), observer: provider.GetService<ITlsSessionObserver>(),
            signer: provider.GetService<IMessageSigner>()));
        services.AddSingleton(provider => new MailGateway(
            provider.GetRequiredService<IMessageQueue>(), provider.GetRequiredService<DeliveryEngine>(), provider.GetService<IMessageSigner>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Submission.Gateway")));
        services.AddSingleton<IHostedService>(provider => new DeliveryService(provider.GetRequiredService<DeliveryEngine>()));
        return services;
    }
}
