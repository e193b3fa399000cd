using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Submission.Hosting.Configuration;
using Submission.Policy.Lookups;

namespace Submission.GatewayServer.Composition;

/// <summary>Registers who is asked for records: one that remembers answers, for delivery and advice; and one that does not, for whoever waits for records to appear or to vanish.</summary>
internal static class DnsResolvers
{
    /// <summary>The key of the one that remembers nothing.</summary>
    public const string Fresh = "fresh";

    /// <summary>Registers both; one that is registered already is used for either.</summary>
    public static void Add(IServiceCollection services, SubmissionOptions options)
    {
        bool isGiven = services.Any(static service => service.ServiceType == typeof(IDnsRecordResolver) && !service.IsKeyedService);
        services.TryAddSingleton<IDnsRecordResolver>(_ => TlsSettings.Resolver(options));
        services.TryAddKeyedSingleton<IDnsRecordResolver>(Fresh, (provider, _) => isGiven ? provider.GetRequiredService<IDnsRecordResolver>() : TlsSettings.FreshResolver(options));
    }
}
