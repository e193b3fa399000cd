using System.Net;
using System.Net.Sockets;

namespace Submission.Policy.Lookups;

/// <summary>
/// Asks DNS for records as they are, for what is published beside mail hosts: TLSA (RFC 6698), SPF, DKIM, DMARC, MTA-STS and their like. Names are in ASCII, without a trailing dot, the root alone being <c>.</c>;
/// a name that DNS cannot hold is told as one that does not exist, without asking. What is known already is answered without a wait. Implementations are thread-safe.
/// </summary>
public interface IDnsRecordResolver
{
    /// <summary>Looks TXT records up (RFC 1035, section 3.3.14).</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Each record's strings put together, octet by octet as Latin-1.</returns>
    ValueTask<DnsRecordSet<string>> GetTextAsync(string name, CancellationToken cancellationToken);

    /// <summary>Looks addresses of one kind up.</summary>
    /// <param name="name">The name.</param>
    /// <param name="family"><see cref="AddressFamily.InterNetwork"/> for A, <see cref="AddressFamily.InterNetworkV6"/> for AAAA.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<DnsRecordSet<IPAddress>> GetAddressesAsync(string name, AddressFamily family, CancellationToken cancellationToken);

    /// <summary>Looks MX records up, as they stand: a null MX (RFC 7505) is a record with an empty host.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<DnsRecordSet<ExchangerRecord>> GetExchangersAsync(string name, CancellationToken cancellationToken);

    /// <summary>Looks TLSA records up.</summary>
    /// <param name="name">The name with its port and protocol, for example <c>_25._tcp.mx.example</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<DnsRecordSet<TlsaRecord>> GetTlsaAsync(string name, CancellationToken cancellationToken);

    /// <summary>Looks the name servers of a zone up.</summary>
    /// <param name="name">The zone.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<DnsRecordSet<string>> GetNameServersAsync(string name, CancellationToken cancellationToken);

    /// <summary>Looks the names of an address up (PTR).</summary>
    /// <param name="address">The address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<DnsRecordSet<string>> GetNamesAsync(IPAddress address, CancellationToken cancellationToken);

    /// <summary>
    /// Looks the CNAME record of a name up itself, without following it: whether an alias is secure although what it leads to is not (RFC 7672, section 2.2.2). A resolver that does not ask
    /// for it, as by default, says that nothing is known.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<DnsRecordSet<string>> GetAliasAsync(string name, CancellationToken cancellationToken) =>
        new(new DnsRecordSet<string>(LookupState.Unavailable, []) { Reason = "CNAME records are not asked for" });
}
