using Microsoft.Extensions.DependencyInjection;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.MtaSts;
using Submission.Hosting.Configuration;
using Submission.Trust.Certificates;

namespace Submission.GatewayServer.Composition;

/// <summary>Makes the options of MTA-STS of the host's.</summary>
internal static class MtaStsSettings
{
    public static MtaStsOptions From(SubmissionOptions options)
    {
        DeliveryMtaStsOptions sts = options.Delivery.MtaSts;
        var made = new MtaStsOptions
        {
            Directory = options.DataDirectory is { } data ? Path.Combine(data, "mta-sts") : null,
            Patience = sts.Patience,
        };
        made.Fetch.Port = sts.Port;
        made.Fetch.AllowPrivateAddresses = sts.AllowPrivate;
        return made;
    }

    /// <summary>Puts MTA-STS before another policy.</summary>
    public static IDeliveryTlsPolicy Policy(IServiceProvider provider, IDeliveryTlsPolicy next) =>
        new MtaStsTlsPolicy(provider.GetRequiredService<MtaStsPolicies>(), provider.GetRequiredService<PublicCertificates>(), next);
}
