using Submission.Gateway.Tls;
using Submission.Gateway.Tls.Dane;
using Submission.Hosting.Configuration;
using Submission.Policy.Lookups;

namespace Submission.GatewayServer.Composition;

/// <summary>Makes the options of TLS for delivery, and the resolver of its records, of the host's.</summary>
internal static class TlsSettings
{
    public static TlsOptions From(SubmissionOptions options)
    {
        DeliveryDaneOptions dane = options.Delivery.Dane;
        return new TlsOptions
        {
            Dane = dane.Enabled,
            TrustsResolver = options.Dns.TrustAuthenticatedData,
            InsecureMx = dane.InsecureMx switch
            {
                DaneInsecureMxPolicy.Encrypt => DaneInsecureMx.Encrypt,
                DaneInsecureMxPolicy.Ignore => DaneInsecureMx.Ignore,
                _ => DaneInsecureMx.Enforce,
            },
            SignedName = dane.SignedName,
            BogusName = string.Equals(dane.BogusName, "none", StringComparison.OrdinalIgnoreCase) ? null : dane.BogusName,
            Others = options.Delivery.MtaSts.Enabled ? MtaStsSettings.Policy : null,
            CheckEvery = dane.CheckEvery,
            Check = FreshResolver(options),
        };
    }

    public static DnsRecordResolver Resolver(SubmissionOptions options) => new(Dns(options), TimeProvider.System);

    /// <summary>One that remembers nothing.</summary>
    public static DnsRecordResolver FreshResolver(SubmissionOptions options) =>
        new(Dns(options) with { MinimumTtl = TimeSpan.Zero, MaximumTtl = TimeSpan.Zero, MaximumNegativeTtl = TimeSpan.Zero, UnavailableTtl = TimeSpan.Zero }, TimeProvider.System);

    private static DnsLookupOptions Dns(SubmissionOptions options) => new() { Servers = [.. options.Dns.Servers], TrustAuthenticatedData = options.Dns.TrustAuthenticatedData };
}
