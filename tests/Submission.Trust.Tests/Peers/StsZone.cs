using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Tests.Peers;

/// <summary>The zones of these tests, in a real name server.</summary>
internal static class StsZone
{
    public const string Head = "$TTL 60\n@ IN SOA ns.invalid. root.invalid. 1 3600 600 86400 60\n@ IN NS ns.invalid.\n";

    public static DnsRecordResolver Resolver(NsdProcess server) => new(new DnsLookupOptions { Servers = [server.EndPoint] }, TimeProvider.System);

    public static DnsRecordResolver Resolver(IPEndPoint server) => new(new DnsLookupOptions { Servers = [server] }, TimeProvider.System);
}
