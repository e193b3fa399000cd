using Microsoft.Extensions.Hosting;
using Submission.Hosting;
using Submission.Hosting.Accounts;
using Submission.Hosting.Composition;
using Submission.Hosting.Configuration;
using Submission.Hosting.Feedback;
using Submission.Hosting.NextHop;
using Submission.Hosting.Outlets;
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
        SmtpServices.Add(services, options);
        services.AddSingleton(static provider => new HandOverReports(provider.GetRequiredService<DeliveryReports>(), provider.GetService<PostfixQueueHistory>(), provider.Clock()));
        services.AddSingleton(provider => new NextHopPool(
            options.NextHop!, options.HandOver, options.Hostname!, provider.Clock(), provider.Logger("Submission.NextHop")));
        services.AddSingleton<IMailOutlet>(static provider => new NextHopOutlet(
            provider.GetRequiredService<NextHopPool>(), provider.GetRequiredService<HandOverReports>(), provider.Clock(), provider.Logger("Submission.Sessions")));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Limits.DrainTimeout + TimeSpan.FromSeconds(5));
        return services;
    }
}
