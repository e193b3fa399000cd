using System.Collections.Immutable;
using System.Net;

namespace Submission.Policy.Lookups;

/// <summary>Asks DNS block lists (RFC 5782). Implementations are thread-safe.</summary>
public interface IDnsBlocklistResolver
{
    /// <summary>Looks an address up in a list. What is known already is answered without a wait and without an allocation.</summary>
    /// <param name="zone">The zone of the list, for example <c>sbl.spamhaus.org</c>.</param>
    /// <param name="client">The address; IPv4-mapped IPv6 is looked up as IPv4, IPv6 by nibbles.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// Found with the list's answers within 127.0.0.0/8; absent where the list does not hold the address; unavailable where DNS failed or the list answered with
    /// an error (127.255.255.0/24) or only with addresses outside 127.0.0.0/8.
    /// </returns>
    ValueTask<LookupResult<ImmutableArray<IPAddress>>> QueryAsync(DomainName zone, IPAddress client, CancellationToken cancellationToken);
}
