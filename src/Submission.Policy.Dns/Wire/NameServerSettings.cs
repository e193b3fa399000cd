using System.Net;
using DnsClient;

namespace Submission.Policy.Lookups;

internal static class NameServerSettings
{
    // DNS flag day 2020: the largest UDP answer that no path fragments.
    private const int UdpPayload = 1232;

    public static LookupClientOptions Create(DnsLookupOptions options, bool askForProof) => new(Servers(options))
    {
        Timeout = options.QueryTimeout,
        Retries = options.Retries,
        ExtendedDnsBufferSize = UdpPayload,
        UseTcpFallback = true,
        Recursion = true,
        RequestDnsSecRecords = askForProof,
        ThrowDnsErrors = false,
        ContinueOnDnsError = false,
        ContinueOnEmptyResponse = false,
        // Results are remembered by our own cache, with the zone's negative TTL and our clock.
        UseCache = false,
    };

    private static NameServer[] Servers(DnsLookupOptions options)
    {
        if (!options.Servers.IsEmpty) return [.. options.Servers.Select(server => new NameServer(server))];
        // Never a public resolver that nobody chose.
        NameServer[] system = [.. NameServer.ResolveNameServers(skipIPv6SiteLocal: true, fallbackToGooglePublicDns: false)];
        return system.Length > 0 ? system : [new NameServer(IPAddress.Loopback)];
    }
}
