using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Submission.Policy;
using Submission.Policy.Counters;
using Submission.Policy.Decisions;
using Submission.Policy.Delivery;
using Submission.Policy.Lookups;
using Submission.Policy.Specification;

// The namespace in which every .NET library puts its AddX, so that it is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the policy engine.</summary>
public static class SubmissionPolicyServiceCollectionExtensions
{
    /// <summary>
    /// Registers a <see cref="PolicyEngine"/> as a singleton. The source and the ports that the options leave open are taken from the container, and so are <see cref="IPolicyRule"/>s
    /// and <see cref="IDecisionSink"/>s that are registered there.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the policy up.</param>
    /// <returns>The services.</returns>
    /// <remarks>The engine is made when it is first asked for; a wrong policy then throws <see cref="PolicyException"/>. Where an engine is registered already, it stays.</remarks>
    public static IServiceCollection AddSubmissionPolicy(this IServiceCollection services, Action<SubmissionPolicyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(provider =>
        {
            var options = new SubmissionPolicyOptions();
            if (provider.GetService<TimeProvider>() is { } clock) options.TimeProvider = clock;
            configure(options);
            options.Source ??= provider.GetService<IPolicySpecProvider>();
            options.MailDomains ??= provider.GetService<IMailDomainResolver>();
            options.Blocklists ??= provider.GetService<IDnsBlocklistResolver>();
            options.Countries ??= provider.GetService<ICountryLookup>();
            options.Messages ??= provider.GetService<IMessageReader>();
            options.VirusScanner ??= provider.GetService<IVirusScanner>();
            options.SpamScanner ??= provider.GetService<ISpamScanner>();
            options.Counters ??= provider.GetService<ICounterStore>();
            foreach (IPolicyRule rule in provider.GetServices<IPolicyRule>()) options.Rules.Add(rule);
            foreach (IDecisionSink sink in provider.GetServices<IDecisionSink>()) options.DecisionSinks.Add(sink);
            return new PolicyEngine(options, provider.GetService<ILoggerFactory>());
        });
        services.TryAddSingleton<IDeliveryFeedback>(static provider => provider.GetRequiredService<PolicyEngine>());
        return services;
    }
}
