using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Submission.Hosting;
using Submission.Hosting.Accounts;
using Submission.Hosting.Certificates;
using Submission.Hosting.Composition;
using Submission.Hosting.Configuration;
using Submission.Hosting.Feedback;
using Submission.Hosting.NextHop;
using Submission.Hosting.Reloading;
using Submission.Hosting.Sessions;
using Submission.Policy.Lookups;
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
        services.AddSubmissionHost(options, HostView.Everything);
        AddPasswords(services, options);
        AddCertificate(services, options.Certificate);
        services.AddSingleton(static provider => new HandOverReports(provider.GetRequiredService<DeliveryReports>(), provider.GetService<PostfixQueueHistory>(), provider.Clock()));
        services.AddSingleton(provider => new NextHopPool(
            options.NextHop!, options.HandOver, options.Hostname!, provider.Clock(), provider.Logger("Submission.NextHop")));
        services.AddSingleton(provider => new SessionServices(
            options.Hostname!, provider.GetRequiredService<PasswordAuthenticator>(), provider.GetRequiredService<NextHopPool>(),
            provider.GetRequiredService<HandOverReports>(), provider.Clock(), provider.Logger("Submission.Sessions")));
        services.AddSingleton<ISmtpSessionFactory, PolicySmtpSessionFactory>();
        services.AddSingleton(provider => new SmtpConnectionHandler(
            SmtpServerSettings.From(options), provider.GetRequiredService<ISmtpSessionFactory>(), provider.GetService<SmtpCertificateSelector>(), provider.Clock(),
            provider.GetRequiredService<ILogger<SmtpConnectionHandler>>()));
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(provider => new SmtpListeners(options, provider));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Limits.DrainTimeout + TimeSpan.FromSeconds(5));
        return services;
    }

    private static void AddPasswords(IServiceCollection services, SubmissionOptions options) => services.AddSingleton(provider =>
    {
        var authenticator = new PasswordAuthenticator(provider.GetRequiredService<IAccountDirectory>(), AuthenticationOptions.From(options.PasswordChecks), provider.Clock());
        if (provider.GetService<AccountFile>() is { } file) file.Reloaded += (_, _) => authenticator.Forget();
        return authenticator;
    });

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
