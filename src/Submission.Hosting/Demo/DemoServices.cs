using System.Net.Security;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Accounts;
using Submission.Policy.Lookups;
using Submission.Smtp.Server;

namespace Submission.Hosting.Demo;

/// <summary>Registers what the demo brings along.</summary>
internal static class DemoServices
{
    public static IServiceCollection AddDemo(this IServiceCollection services, bool withCertificate)
    {
        var dns = new DemoDns();
        services.AddSingleton<IMailDomainResolver>(dns);
        services.AddSingleton<IDnsBlocklistResolver>(dns);
        services.AddSingleton<ICountryLookup>(new DemoCountries());
        var scanners = new DemoScanners();
        services.AddSingleton<IVirusScanner>(scanners);
        services.AddSingleton<ISpamScanner>(scanners);
        services.AddSingleton<IAccountDirectory>(DemoAccounts.Open());
        if (!withCertificate) return services;
        SslStreamCertificateContext certificate = DemoCertificate.Create();
        services.AddSingleton<SmtpCertificateSelector>(_ => certificate);
        return services;
    }
}
