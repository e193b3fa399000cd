using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Submission.Hosting.Accounts;
using Submission.Hosting.Admin;
using Submission.Hosting.Certificates;
using Submission.Hosting.Configuration;
using Submission.Hosting.Listening;
using Submission.Hosting.Outlets;
using Submission.Hosting.Reloading;
using Submission.Hosting.Sessions;
using Submission.Smtp.Server;

namespace Submission.Hosting.Composition;

/// <summary>Registers what the hosts share that speak SMTP themselves. Each registers beside it an <see cref="IMailOutlet"/>, and how long its stop may take.</summary>
internal static class SmtpServices
{
    /// <param name="services">The services.</param>
    /// <param name="options">The host's options.</param>
    /// <param name="keepsRequireTls">Whether the outlet keeps what REQUIRETLS demands wherever a message goes (RFC 8689), so that it may be offered.</param>
    public static void Add(IServiceCollection services, SubmissionOptions options, bool keepsRequireTls = false)
    {
        PassedSockets.Give(options.Listeners);
        services.AddSubmissionHost(options, HostView.Everything);
        AddPasswords(services, options);
        AddCertificate(services, options.Certificate);
        services.AddSingleton(provider => new SessionServices(
            options.Hostname!, options.Limits.Hops, provider.GetRequiredService<PasswordAuthenticator>(),
            new LoginAlarm(options.PasswordChecks.AlarmAfter, provider.Clock(), provider.Logger("Submission.Accounts")), new WrongPasswords(provider.Clock()), provider.GetRequiredService<IMailOutlet>(), provider.Clock(),
            provider.Logger("Submission.Sessions")));
        services.AddSingleton<ISmtpSessionFactory, PolicySmtpSessionFactory>();
        services.AddSingleton(provider => new SmtpConnectionHandler(
            SmtpServerSettings.From(options, keepsRequireTls), provider.GetRequiredService<ISmtpSessionFactory>(), provider.GetService<SmtpCertificateSelector>(), provider.Clock(),
            provider.GetRequiredService<ILogger<SmtpConnectionHandler>>()));
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(provider => new SmtpListeners(options, provider));
        services.AddSingleton<IAdminHealthPart>(static provider => new SmtpHealth(provider.GetRequiredService<SmtpConnectionHandler>()));
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
        services.AddSingleton(provider => new CertificateFile(options.Path, options.KeyPath, provider.GetRequiredService<ILogger<CertificateFile>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IReloadable>(static provider => provider.GetRequiredService<CertificateFile>());
        services.AddSingleton<SmtpCertificateSelector>(static provider =>
        {
            CertificateFile file = provider.GetRequiredService<CertificateFile>();
            return _ => file.Current;
        });
    }
}
