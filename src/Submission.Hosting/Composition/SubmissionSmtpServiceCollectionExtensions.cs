using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Submission.Hosting;
using Submission.Hosting.Accounts;
using Submission.Hosting.Admin;
using Submission.Hosting.Certificates;
using Submission.Hosting.Composition;
using Submission.Hosting.Configuration;
using Submission.Hosting.Decisions;
using Submission.Hosting.Feedback;
using Submission.Hosting.NextHop;
using Submission.Hosting.Reloading;
using Submission.Hosting.Sessions;
using Submission.Policy.Decisions;
using Submission.Policy.Delivery;
using Submission.Policy.Lookups;
using Submission.Policy.Yaml;
using Submission.Smtp.Server;

// The namespace in which every .NET library puts its AddX, so that it is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers an SMTP server that is judged by a policy.</summary>
public static class SubmissionSmtpServiceCollectionExtensions
{
    /// <summary>
    /// Registers the SMTP server, its policy, accounts, look-ups and next hop, and puts its listeners on Kestrel. What is registered before stays:
    /// <see cref="IAccountDirectory"/>, <see cref="SmtpCertificateSelector"/>, <see cref="IMailDomainResolver"/>, <see cref="IDnsBlocklistResolver"/>,
    /// <see cref="ICountryLookup"/>, <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="services">The services of a web application on Kestrel.</param>
    /// <param name="options">Options without errors.</param>
    /// <returns>The services.</returns>
    /// <remarks>Starting the host throws <see cref="HostStartException"/> or <see cref="PolicyException"/> where a file cannot be used.</remarks>
    public static IServiceCollection AddSubmissionSmtp(this IServiceCollection services, SubmissionOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        AddLookups(services, options);
        AddAccounts(services, options);
        AddPolicy(services, options);
        AddCertificate(services, options.Certificate);
        services.AddSingleton(provider => new NextHopPool(
            options.NextHop!, options.HandOver, options.Hostname!, Clock(provider), Logger(provider, "Submission.NextHop")));
        services.AddSingleton(provider => new SessionServices(
            options.Hostname!, provider.GetRequiredService<PasswordAuthenticator>(), provider.GetRequiredService<NextHopPool>(),
            provider.GetRequiredService<HandOverReports>(), Clock(provider), Logger(provider, "Submission.Sessions")));
        services.AddSingleton<ISmtpSessionFactory, PolicySmtpSessionFactory>();
        services.AddSingleton(provider => new SmtpConnectionHandler(
            SmtpServerSettings.From(options), provider.GetRequiredService<ISmtpSessionFactory>(), provider.GetService<SmtpCertificateSelector>(), Clock(provider),
            provider.GetRequiredService<ILogger<SmtpConnectionHandler>>()));
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(provider => new SmtpListeners(options, provider));
        AddFeedback(services, options);
        AddAdmin(services, options);
        services.AddHostedService<ReloadService>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Limits.DrainTimeout + TimeSpan.FromSeconds(5));
        return services;
    }

    private static void AddAdmin(IServiceCollection services, SubmissionOptions options)
    {
        services.AddSingleton(new DecisionMemory(options.Decisions.Keep));
        services.AddSingleton<IDecisionSink>(static provider => provider.GetRequiredService<DecisionMemory>());
        services.AddSingleton(provider => new AdminEndpoint(
            provider.GetRequiredService<PolicyEngine>(), provider.GetRequiredService<DecisionMemory>(), options.Hostname!, Clock(provider),
            provider.GetRequiredService<ILogger<AdminEndpoint>>()));
        services.AddSingleton(provider => new AdminListener(options.Admin, provider.GetRequiredService<ILogger<AdminListener>>()));
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(static provider => provider.GetRequiredService<AdminListener>());
        services.AddSingleton<IConfigureOptions<SocketTransportOptions>>(static provider => provider.GetRequiredService<AdminListener>());
        services.AddSingleton<IStartupFilter, AdminPipeline>();
    }

    private static TimeProvider Clock(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    private static ILogger Logger(IServiceProvider provider, string category) => provider.GetRequiredService<ILoggerFactory>().CreateLogger(category);

    private static void AddLookups(IServiceCollection services, SubmissionOptions options)
    {
        var dns = new DnsLookupOptions { Servers = [.. options.Dns.Servers] };
        services.TryAddSingleton<IMailDomainResolver>(provider => new DnsMailDomainResolver(dns, Clock(provider)));
        services.TryAddSingleton<IDnsBlocklistResolver>(provider => new DnsBlocklistResolver(dns, Clock(provider)));
        services.TryAddSingleton(provider => OpenCountries(options.GeoIp.Database, provider));
    }

    private static ICountryLookup OpenCountries(string? database, IServiceProvider provider)
    {
        if (database is null) return new NoCountryDatabase();
        ILogger logger = Logger(provider, "Submission.GeoIp");
        try
        {
            return new MaxMindCountryLookup(database, new MaxMindCountryOptions { OnError = error => CompositionLog.CountryDatabase(logger, error) }, Clock(provider));
        }
        catch (InvalidDataException exception)
        {
            throw new HostStartException([exception.Message]);
        }
    }

    private static void AddAccounts(IServiceCollection services, SubmissionOptions options)
    {
        if (!services.Any(static service => service.ServiceType == typeof(IAccountDirectory)))
        {
            services.AddSingleton(provider => AccountFile.TryOpen(options.Accounts.Path!, provider.GetRequiredService<ILogger<AccountFile>>(), out AccountFile? file, out var errors)
                ? file
                : throw new HostStartException([.. errors.Select(static error => error.ToString())]));
            services.AddSingleton<IAccountDirectory>(static provider => provider.GetRequiredService<AccountFile>());
            services.AddSingleton<IReloadable>(static provider => provider.GetRequiredService<AccountFile>());
        }

        services.AddSingleton(provider =>
        {
            var authenticator = new PasswordAuthenticator(provider.GetRequiredService<IAccountDirectory>(), AuthenticationOptions.From(options.PasswordChecks), Clock(provider));
            if (provider.GetService<AccountFile>() is { } file) file.Reloaded += (_, _) => authenticator.Forget();
            return authenticator;
        });
    }

    private static void AddPolicy(IServiceCollection services, SubmissionOptions options)
    {
        MessageChecks.Add(services, options);
        services.AddSubmissionPolicy(policy =>
        {
            policy.Source = options.Policy is null ? PolicySpecs.Forpsi : new YamlPolicyFolder(options.Policy);
            MessageChecks.Describe(policy, options);
        });
        MendInKeys(services);
        services.AddSingleton<IReloadable>(provider => new PolicyReload(provider.GetRequiredService<PolicyEngine>(), options.Policy));
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
        services.AddSingleton(provider => new HandOverReports(provider.GetRequiredService<DeliveryReports>(), provider.GetService<PostfixQueueHistory>(), Clock(provider)));
        if (!options.PostfixQueue.Enabled) return;
        services.AddSingleton<PostfixQueueHistory>();
        services.AddSingleton(provider => new PostfixQueueReader(options.PostfixQueue, Clock(provider), Logger(provider, "Submission.PostfixQueue")));
        services.AddHostedService(provider => new PostfixQueueWatch(
            options.PostfixQueue, provider.GetRequiredService<PostfixQueueReader>(), provider.GetRequiredService<PostfixQueueHistory>(),
            provider.GetRequiredService<DeliveryReports>(), Clock(provider)));
    }

    private static void AddCertificate(IServiceCollection services, CertificateOptions options)
    {
        if (options.Path is null || services.Any(static service => service.ServiceType == typeof(SmtpCertificateSelector))) return;
        services.AddSingleton(provider => new CertificateFile(options.Path, options.KeyPath, provider.GetRequiredService<ILogger<CertificateFile>>()));
        services.AddSingleton<IReloadable>(static provider => provider.GetRequiredService<CertificateFile>());
        services.AddSingleton<SmtpCertificateSelector>(static provider =>
        {
            CertificateFile file = provider.GetRequiredService<CertificateFile>();
            return _ => file.Current;
        });
    }
}
