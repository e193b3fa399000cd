using System.Collections.Frozen;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Signing.Activation;

/// <summary>Finds the zone that holds a domain, and whether our name servers serve it, all of them and no other. Thread-safe.</summary>
internal sealed class ZoneSearch(IDnsRecordResolver records, IEnumerable<string> nameServers)
{
    private readonly FrozenSet<string> _ours = nameServers.Select(static name => name.TrimEnd('.')).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <returns>Who serves it, and the zone; unknown where DNS does not tell.</returns>
    public async ValueTask<(DkimHome Home, string? Zone)> FindAsync(string domain, CancellationToken cancellationToken)
    {
        if (_ours.Count == 0) return (DkimHome.Elsewhere, null);
        // A name without NS records lies in the zone of one above it; a zone of one label is nobody's customer.
        for (string name = domain; name.Contains('.', StringComparison.Ordinal); name = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            DnsRecordSet<string> servers = await records.GetNameServersAsync(name, cancellationToken).ConfigureAwait(false);
            if (servers.IsUnavailable) return (DkimHome.Unknown, null);
            if (servers.IsFound) return (servers.Records.All(_ours.Contains) ? DkimHome.Ours : DkimHome.Elsewhere, name);
        }

        return (DkimHome.Elsewhere, null);
    }
}
