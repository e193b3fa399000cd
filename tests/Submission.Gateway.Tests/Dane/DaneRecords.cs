using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Tests.Dane;

/// <summary>A resolver for one host of one domain, all of it secure, for tests of certificates, where DNS is not the matter.</summary>
internal sealed class DaneRecords(string domain, string host, params TlsaRecord[] records) : IDnsRecordResolver
{
    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(5);

    public ValueTask<DnsRecordSet<IPAddress>> GetAddressesAsync(string name, AddressFamily family, CancellationToken cancellationToken) =>
        new(name == host && family == AddressFamily.InterNetwork ? Found(IPAddress.Loopback) : Absent<IPAddress>());

    public ValueTask<DnsRecordSet<ExchangerRecord>> GetExchangersAsync(string name, CancellationToken cancellationToken) =>
        new(name == domain ? Found(new ExchangerRecord(10, host)) : Absent<ExchangerRecord>());

    public ValueTask<DnsRecordSet<TlsaRecord>> GetTlsaAsync(string name, CancellationToken cancellationToken) =>
        new(name.EndsWith("._tcp." + host, StringComparison.Ordinal) && records.Length > 0 ? Found(records) : Absent<TlsaRecord>());

    public ValueTask<DnsRecordSet<string>> GetTextAsync(string name, CancellationToken cancellationToken) => new(Absent<string>());

    public ValueTask<DnsRecordSet<string>> GetNameServersAsync(string name, CancellationToken cancellationToken) => new(Found("ns." + name));

    public ValueTask<DnsRecordSet<string>> GetNamesAsync(IPAddress address, CancellationToken cancellationToken) => new(Absent<string>());

    private static DnsRecordSet<T> Found<T>(params T[] found) => new(LookupState.Found, [.. found]) { IsSecure = true, Ttl = Ttl };

    private static DnsRecordSet<T> Absent<T>() => new(LookupState.Absent, ImmutableArray<T>.Empty) { IsSecure = true, IsNoSuchName = true, Reason = "NXDOMAIN", Ttl = Ttl };
}
