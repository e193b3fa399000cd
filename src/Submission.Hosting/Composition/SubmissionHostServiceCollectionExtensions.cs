using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Submission.Hosting;
using Submission.Hosting.Accounts;
using Submission.Hosting.Admin;
using Submission.Hosting.Composition;
using Submission.Hosting.Configuration;
using Submission.Hosting.Decisions;
using Submission.Hosting.Feedback;
using Submission.Hosting.Listening;
using Submission.Hosting.Reloading;
using Submission.Policy;
using Submission.Policy.Decisions;
using Submission.Policy.Delivery;
using Submission.Policy.Lookups;
using Submission.Policy.Specification;
using Submission.Policy.Yaml;

// The namespace in which every .NET library puts its AddX, so that it is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what every host has, whatever protocol it speaks.</summary>
public static class SubmissionHostServiceCollectionExtensions
{
    /// <summary>
    /// Registers the policy engine with its look-ups, scanners and accounts, delivery feedback, the admin socket, and reloading. What is registered before stays:
    /// <see cref="PolicyEngine"/>, <see cref="IPolicySpecProvider"/>, <see cref="IAccountDirectory"/>, <see cref="IMailDomainResolver"/>, <see cref="IDnsBlocklistResolver"/>, <see cref="ICountryLookup"/>,
    /// <see cref="IMessageReader"/>, <see cref="IVirusScanner"/>, <see cref="ISpamScanner"/>, <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="services">The services of a web application on Kestrel.</param>
    /// <param name="options">Options without errors.</param>
    /// <param name="view">What the host sees, apart from the failed authentications in the log of a Postfix, where one is configured; it names in the log every rule that it therefore cannot enforce.</param>
    /// <returns>The services.</returns>
    /// <remarks>Starting the host throws <see cref="HostStartException"/> or <see cref="PolicyException"/> where a file cannot be used.</remarks>
    public static IServiceCollection AddSubmissionHost(this IServiceCollection services, SubmissionOptions options, HostView view)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(view);
        services.TryAddSingleton(TimeProvider.System);
        AddLookups(services, options);
        AddAccounts(services, options);
        AddPolicy(services, options, options.PostfixLog.IsConfigured ? view with { Sight = view.Sight | HostSight.FailedAuthentication } : view);
        AddFeedback(services, options);
        AddAdmin(services, options);
        services.AddHostedService<ReloadService>();
        return services;
    }

    internal static TimeProvider Clock(this IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    internal static ILogger Logger(this IServiceProvider provider, string category) => provider.GetRequiredService<ILoggerFactory>().CreateLogger(category);

    private static void AddAdmin(IServiceCollection services, SubmissionOptions options)
    {
        services.AddSingleton<UnixSockets>();
        services.AddSingleton<IConfigureOptions<SocketTransportOptions>>(static provider => provider.GetRequiredService<UnixSockets>());
        // Kestrel asks the one that was registered last first.
        services.AddSingleton<IConnectionListenerFactory, PatientListenerFactory>();
        services.AddSingleton(new DecisionMemory(options.Decisions.Keep));
        services.AddSingleton<IDecisionSink>(static provider => provider.GetRequiredService<DecisionMemory>());
        services.AddSingleton(provider => new AdminEndpoint(
            provider.GetRequiredService<PolicyEngine>(), provider.GetRequiredService<DecisionMemory>(), provider.GetServices<IAdminResource>(),
            provider.GetServices<IAdminHealthPart>(), options.Hostname!, provider.Clock(), provider.GetRequiredService<ILogger<AdminEndpoint>>()));
        services.AddSingleton<IStartupFilter, AdminPipeline>();
        // Behind the host's own listeners, which are told in the order of Kestrel's.
        services.AddSingleton<IPostConfigureOptions<KestrelServerOptions>>(provider => new AdminListener(
            options.Admin, provider.GetRequiredService<UnixSockets>(), provider.GetRequiredService<ILogger<AdminListener>>()));
    }

    private static void AddLookups(IServiceCollection services, SubmissionOptions options)
    {
        var dns = new DnsLookupOptions { Servers = [.. options.Dns.Servers] };
        services.TryAddSingleton<IMailDomainResolver>(provider => new DnsMailDomainResolver(dns, provider.Clock()));
        services.TryAddSingleton<IDnsBlocklistResolver>(provider => new CheckedBlocklistResolver(dns, provider.Clock()));
        services.TryAddSingleton(provider => OpenCountries(options.GeoIp, provider));
    }

    private static ICountryLookup OpenCountries(GeoIpOptions options, IServiceProvider provider)
    {
        if (options.Database is not { } database) return new NoCountryDatabase();
        ILogger logger = provider.Logger("Submission.GeoIp");
        try
        {
            var settings = new MaxMindCountryOptions { MaximumAge = options.MaximumAge, OnError = error => CompositionLog.CountryDatabase(logger, error) };
            return new MaxMindCountryLookup(database, settings, provider.Clock());
        }
        catch (InvalidDataException exception)
        {
            throw new HostStartException([exception.Message]);
        }
    }

    private static void AddAccounts(IServiceCollection services, SubmissionOptions options)
    {
        services.AddSingleton(static provider => new SessionAccounts(provider.GetService<IAccountDirectory>()));
        if (options.Accounts.Path is not { } path || services.Any(static service => service.ServiceType == typeof(IAccountDirectory))) return;
        services.AddSingleton(provider => AccountFile.TryOpen(path, provider.GetRequiredService<ILogger<AccountFile>>(), out AccountFile? file, out var errors)
            ? file
            : throw new HostStartException([.. errors.Select(static error => error.ToString())]));
        services.AddSingleton<IAccountDirectory>(static provider => provider.GetRequiredService<AccountFile>());
        services.AddSingleton<IReloadable>(static provider => provider.GetRequiredService<AccountFile>());
    }

    private static void AddPolicy(IServiceCollection services, SubmissionOptions options, HostView view)
    {
        MessageChecks.Add(services, options);
        MessageChecks.AddCheck(services, options.Scanners);
        CounterStores.Add(services, options);
        bool isGiven = services.Any(static service => service.ServiceType == typeof(IPolicySpecProvider));
        services.AddSubmissionPolicy(policy =>
        {
            if (!isGiven) policy.Source = options.Policy is null ? PolicySpecs.Forpsi : new YamlPolicyFolder(options.Policy);
            policy.View = view;
            policy.Nodes = options.Counters.Nodes;
            MessageChecks.Describe(policy, options);
        });
        MendInKeys(services);
        services.AddSingleton<IReloadable>(provider => new PolicyReload(provider.GetRequiredService<PolicyEngine>(), options.Policy, provider.GetRequiredService<UnseenRulesReport>()));
        services.AddSingleton(static provider => new UnseenRulesReport(provider.GetRequiredService<PolicyEngine>(), provider.Logger("Submission.Rules")));
        services.AddHostedService(static provider => provider.GetRequiredService<UnseenRulesReport>());
        services.AddHostedService(static provider => new BlocklistWatch(
            provider.GetRequiredService<PolicyEngine>(), provider.GetService<IDnsBlocklistResolver>() as CheckedBlocklistResolver, provider.Clock(), provider.Logger("Submission.Blocklists")));
    }

    private static void MendInKeys(IServiceCollection services)
    {
        ServiceDescriptor engine = services.Last(static service => service.ServiceType == typeof(PolicyEngine));
        if (engine.ImplementationFactory is not { } make) return;
        services.Replace(ServiceDescriptor.Singleton(provider =>
        {
            try
            {
                return (PolicyEngine)make(provider);
            }
            catch (PolicyException exception)
            {
                throw PolicyMends.InKeys(exception);
            }
        }));
    }

    private static void AddFeedback(IServiceCollection services, SubmissionOptions options)
    {
        services.AddSingleton(provider => new DeliveryReports(provider.GetRequiredService<IDeliveryFeedback>(), provider.GetRequiredService<ILogger<DeliveryReports>>()));
        services.AddHostedService(static provider => provider.GetRequiredService<DeliveryReports>());
        PostfixLogReaders.Add(services, options.PostfixLog);
        if (!options.PostfixQueue.Enabled) return;
        services.AddSingleton<PostfixQueueHistory>();
        services.AddSingleton(provider => new PostfixQueueReader(options.PostfixQueue, provider.Clock(), provider.Logger("Submission.PostfixQueue")));
        services.AddHostedService(provider => new PostfixQueueWatch(
            options.PostfixQueue, provider.GetRequiredService<PostfixQueueReader>(), provider.GetRequiredService<PostfixQueueHistory>(),
            provider.GetRequiredService<DeliveryReports>(), provider.Clock()));
    }
}
