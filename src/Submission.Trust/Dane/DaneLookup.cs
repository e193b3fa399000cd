using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Submission.Policy.Lookups;

namespace Submission.Trust.Dane;

/// <summary>
/// Finds the TLSA records that hold for a mail host (RFC 7672, section 2.2). It remembers nothing: the resolver does, for the TTL. Thread-safe.
/// </summary>
/// <param name="dns">The resolver; only what it tells as secure counts.</param>
public sealed class DaneLookup(IDnsRecordResolver dns)
{
    /// <summary>Finds what holds for a host.</summary>
    /// <param name="host">The host in ASCII, without a trailing dot.</param>
    /// <param name="port">The port, 1 to 65,535.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<DaneHost> FindAsync(string host, int port, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        ValueTask<DnsRecordSet<IPAddress>> askedV6 = dns.GetAddressesAsync(host, AddressFamily.InterNetworkV6, cancellationToken);
        DnsRecordSet<IPAddress> v4 = await dns.GetAddressesAsync(host, AddressFamily.InterNetwork, cancellationToken).ConfigureAwait(false);
        DnsRecordSet<IPAddress> v6 = await askedV6.ConfigureAwait(false);
        if (!v4.IsFound && !v6.IsFound)
        {
            return v4.IsUnavailable || v6.IsUnavailable
                ? new DaneHost(DaneState.Unavailable, host, $"the addresses of {host} cannot be looked up: {(v4.IsUnavailable ? v4 : v6).Reason}")
                : new DaneHost(DaneState.Insecure, host, $"{host} has no address");
        }

        bool isSecure = (v4.IsSecure || !v4.IsFound) && (v6.IsSecure || !v6.IsFound);
        ImmutableArray<string> aliases = (v4.IsFound ? v4 : v6).Aliases;
        if (isSecure) return await FindAsync(aliases.IsEmpty ? [host] : [aliases[^1].ToLowerInvariant(), host], host, port, cancellationToken).ConfigureAwait(false);
        if (aliases.IsEmpty) return new DaneHost(DaneState.Insecure, host, $"the addresses of {host} are not secured by DNSSEC");

        // A secure alias to what is not secure speaks for its own name only.
        DnsRecordSet<string> alias = await dns.GetAliasAsync(host, cancellationToken).ConfigureAwait(false);
        if (alias.IsUnavailable) return new DaneHost(DaneState.Unavailable, host, $"the alias {host} cannot be looked up: {alias.Reason}");
        return alias is { IsFound: true, IsSecure: true }
            ? await FindAsync([host], host, port, cancellationToken).ConfigureAwait(false)
            : new DaneHost(DaneState.Insecure, host, $"the alias {host} is not secured by DNSSEC");
    }

    /// <summary>Finds how surely a host takes mail for a domain.</summary>
    /// <param name="domain">The domain in ASCII, without a trailing dot.</param>
    /// <param name="host">The host, likewise.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<DaneNextHop> FindNextHopAsync(string domain, string host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(host);
        DnsRecordSet<ExchangerRecord> exchangers = await dns.GetExchangersAsync(domain, cancellationToken).ConfigureAwait(false);
        if (exchangers.IsUnavailable) return new DaneNextHop(LookupState.Unavailable, false, []) { Reason = $"the MX records of {domain} cannot be looked up: {exchangers.Reason}" };
        bool isNamed = exchangers.IsAbsent && string.Equals(domain, host, StringComparison.OrdinalIgnoreCase);
        foreach (ExchangerRecord exchanger in exchangers.Records) isNamed |= string.Equals(exchanger.Host, host, StringComparison.OrdinalIgnoreCase);
        if (!isNamed) return new DaneNextHop(LookupState.Absent, false, []);
        if (!exchangers.IsSecure) return new DaneNextHop(LookupState.Found, false, []);
        return new DaneNextHop(LookupState.Found, true, exchangers.Aliases.IsEmpty ? [domain] : [domain, exchangers.Aliases[^1].ToLowerInvariant()]);
    }

    private async ValueTask<DaneHost> FindAsync(ImmutableArray<string> names, string host, int port, CancellationToken cancellationToken)
    {
        bool isInsecure = false;
        foreach (string name in names)
        {
            string owner = string.Create(CultureInfo.InvariantCulture, $"_{port}._tcp.{name}");
            DnsRecordSet<TlsaRecord> found = await dns.GetTlsaAsync(owner, cancellationToken).ConfigureAwait(false);
            if (found.IsUnavailable) return new DaneHost(DaneState.Unavailable, host, $"the TLSA records of {name} cannot be looked up: {found.Reason}");
            if (!found.IsFound) continue;
            isInsecure |= !found.IsSecure;
            if (!found.IsSecure) continue;
            TlsaSet set = TlsaSet.From(found.Records.AsSpan());
            return set.Usable.IsEmpty
                ? new DaneHost(DaneState.Unusable, name, $"{name} has TLSA records, none of a kind that mail uses (RFC 7672, section 3.1)") { Tlsa = set }
                : new DaneHost(DaneState.Usable, name, $"{name} has TLSA records") { Tlsa = set };
        }

        return isInsecure
            ? new DaneHost(DaneState.Insecure, host, $"the TLSA records of {host} are not secured by DNSSEC")
            : new DaneHost(DaneState.Absent, host, $"{host} has no TLSA records");
    }
}
