using System.Net;
using System.Net.Sockets;
using Submission.Policy.Lookups;

namespace Submission.Trust.Advice;

/// <summary>Asks at most so many questions; whatever a domain publishes, it costs no more. Thread-safe.</summary>
internal sealed class BoundedResolver(IDnsRecordResolver inner, int most) : IDnsRecordResolver
{
    private int _asked;

    public ValueTask<DnsRecordSet<string>> GetTextAsync(string name, CancellationToken cancellationToken) =>
        TryTake() ? inner.GetTextAsync(name, cancellationToken) : Refused<string>();

    public ValueTask<DnsRecordSet<IPAddress>> GetAddressesAsync(string name, AddressFamily family, CancellationToken cancellationToken) =>
        TryTake() ? inner.GetAddressesAsync(name, family, cancellationToken) : Refused<IPAddress>();

    public ValueTask<DnsRecordSet<ExchangerRecord>> GetExchangersAsync(string name, CancellationToken cancellationToken) =>
        TryTake() ? inner.GetExchangersAsync(name, cancellationToken) : Refused<ExchangerRecord>();

    public ValueTask<DnsRecordSet<TlsaRecord>> GetTlsaAsync(string name, CancellationToken cancellationToken) =>
        TryTake() ? inner.GetTlsaAsync(name, cancellationToken) : Refused<TlsaRecord>();

    public ValueTask<DnsRecordSet<string>> GetAliasAsync(string name, CancellationToken cancellationToken) =>
        TryTake() ? inner.GetAliasAsync(name, cancellationToken) : Refused<string>();

    public ValueTask<DnsRecordSet<string>> GetNameServersAsync(string name, CancellationToken cancellationToken) =>
        TryTake() ? inner.GetNameServersAsync(name, cancellationToken) : Refused<string>();

    public ValueTask<DnsRecordSet<string>> GetNamesAsync(IPAddress address, CancellationToken cancellationToken) =>
        TryTake() ? inner.GetNamesAsync(address, cancellationToken) : Refused<string>();

    private bool TryTake() => Interlocked.Increment(ref _asked) <= most;

    private static ValueTask<DnsRecordSet<T>> Refused<T>() => ValueTask.FromResult(new DnsRecordSet<T>(LookupState.Unavailable, []) { Reason = "too many questions" });
}
