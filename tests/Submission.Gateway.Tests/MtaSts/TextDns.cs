using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Tests.MtaSts;

/// <summary>DNS that changes while a test runs: texts as the test sets them, and every host on loopback.</summary>
internal sealed class TextDns : IDnsRecordResolver
{
    private readonly ConcurrentDictionary<string, DnsRecordSet<string>> _texts = new(StringComparer.Ordinal);

    public void Set(string name, params string[] texts) => _texts[name] = new DnsRecordSet<string>(texts.Length > 0 ? LookupState.Found : LookupState.Absent, [.. texts]);

    public void Break(string name) => _texts[name] = new DnsRecordSet<string>(LookupState.Unavailable, []) { Reason = "SERVFAIL" };

    public ValueTask<DnsRecordSet<string>> GetTextAsync(string name, CancellationToken cancellationToken) =>
        new(_texts.TryGetValue(name, out DnsRecordSet<string>? found) ? found : new DnsRecordSet<string>(LookupState.Absent, []));

    public ValueTask<DnsRecordSet<IPAddress>> GetAddressesAsync(string name, AddressFamily family, CancellationToken cancellationToken) =>
        new(family == AddressFamily.InterNetwork ? new DnsRecordSet<IPAddress>(LookupState.Found, [IPAddress.Loopback]) : new DnsRecordSet<IPAddress>(LookupState.Absent, []));

    public ValueTask<DnsRecordSet<ExchangerRecord>> GetExchangersAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<DnsRecordSet<TlsaRecord>> GetTlsaAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<DnsRecordSet<string>> GetNameServersAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<DnsRecordSet<string>> GetNamesAsync(IPAddress address, CancellationToken cancellationToken) => throw new NotSupportedException();
}
