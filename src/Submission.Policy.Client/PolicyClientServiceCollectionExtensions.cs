using Microsoft.Extensions.DependencyInjection.Extensions;
using Submission.Policy.Client;
using Submission.Policy.Delivery;

// The namespace in which every .NET library puts its AddX, so that it is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client of a policy service.</summary>
public static class PolicyClientServiceCollectionExtensions
{
    /// <summary>
    /// Registers a <see cref="PolicyClient"/> as a singleton, and as the <see cref="IDeliveryFeedback"/> where there is none. A <see cref="TimeProvider"/> that is registered is the clock of
    /// its deadlines.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; <see langword="null"/> (the default) for a service on this machine with its default address.</param>
    /// <returns>The services.</returns>
    /// <remarks>The client is made when it is first asked for; options that contradict each other then throw <see cref="ArgumentException"/>. Where one is registered already, it stays.</remarks>
    public static IServiceCollection AddSubmissionPolicyClient(this IServiceCollection services, Action<PolicyClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider =>
        {
            var options = new PolicyClientOptions();
            if (provider.GetService<TimeProvider>() is { } clock) options.TimeProvider = clock;
            configure?.Invoke(options);
            return new PolicyClient(options);
        });
        services.TryAddSingleton<IDeliveryFeedback>(static provider => provider.GetRequiredService<PolicyClient>());
        return services;
    }
}
