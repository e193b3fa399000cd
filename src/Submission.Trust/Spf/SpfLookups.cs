using System.Net;
using System.Net.Sockets;
using Submission.Policy.Lookups;

namespace Submission.Trust.Spf;

/// <summary>The questions of one check, and their bounds. Not thread-safe.</summary>
internal sealed class SpfLookups(IDnsRecordResolver dns, IPAddress client, SpfOptions options)
{
    private IReadOnlyList<string>? _clientNames;

    /// <summary>Terms that asked.</summary>
    public int Count { get; private set; }

    /// <summary>Questions without an answer.</summary>
    public int Voids { get; private set; }

    /// <summary>The kind of addresses that the client has.</summary>
    public AddressFamily Family => client.AddressFamily;

    /// <summary>Counts a term; tells what is wrong where it is one too many.</summary>
    public string? Take() => ++Count > options.MaximumLookups ? $"more than {options.MaximumLookups} terms ask DNS" : null;

    public ValueTask<SpfPublication> FindRecordAsync(string domain, CancellationToken cancellationToken) => SpfPublication.FindAsync(dns, domain, cancellationToken);

    public ValueTask<DnsRecordSet<string>> FindTextAsync(string name, CancellationToken cancellationToken) => dns.GetTextAsync(name, cancellationToken);

    /// <summary>Whether a host has an address within the bits of the client's.</summary>
    public async ValueTask<SpfMatch> MatchHostAsync(string host, int prefix4, int prefix6, CancellationToken cancellationToken)
    {
        DnsRecordSet<IPAddress> found = await dns.GetAddressesAsync(host, Family, cancellationToken).ConfigureAwait(false);
        if (Judge(found.State, host, found.Reason) is { } problem) return problem;
        int prefix = Family == AddressFamily.InterNetwork ? prefix4 : prefix6;
        foreach (IPAddress address in found.Records)
        {
            if (AddressPrefix.Matches(client, address, prefix)) return SpfMatch.Yes;
        }

        return SpfMatch.No;
    }

    /// <summary>Whether an MX host of a domain has one.</summary>
    public async ValueTask<SpfMatch> MatchExchangersAsync(string domain, int prefix4, int prefix6, CancellationToken cancellationToken)
    {
        DnsRecordSet<ExchangerRecord> found = await dns.GetExchangersAsync(domain, cancellationToken).ConfigureAwait(false);
        if (Judge(found.State, domain, found.Reason) is { } problem) return problem;
        if (found.Records.Length > options.MaximumNames) return SpfMatch.Permanent($"{domain} has more than {options.MaximumNames} MX records");
        foreach (ExchangerRecord exchanger in found.Records.OrderBy(static record => record.Preference))
        {
            if (exchanger.Host.Length == 0) continue;
            SpfMatch match = await MatchHostAsync(exchanger.Host, prefix4, prefix6, cancellationToken).ConfigureAwait(false);
            if (match.IsMatch || match.Error is not null) return match;
        }

        return SpfMatch.No;
    }

    /// <summary>Whether a name has an IPv4 address, which <c>exists</c> asks whatever the client has (section 5.7).</summary>
    public async ValueTask<SpfMatch> MatchExistingAsync(string name, CancellationToken cancellationToken)
    {
        DnsRecordSet<IPAddress> found = await dns.GetAddressesAsync(name, AddressFamily.InterNetwork, cancellationToken).ConfigureAwait(false);
        return Judge(found.State, name, found.Reason) ?? SpfMatch.Of(found.IsFound);
    }

    /// <summary>The client's names that lead back to its address (section 5.5). Those who publish records have no hand in them, so none counts as void.</summary>
    public async ValueTask<IReadOnlyList<string>> ClientNamesAsync(CancellationToken cancellationToken)
    {
        if (_clientNames is not null) return _clientNames;
        List<string> names = [];
        DnsRecordSet<string> found = await dns.GetNamesAsync(client, cancellationToken).ConfigureAwait(false);
        foreach (string name in found.Records.Take(options.MaximumNames))
        {
            DnsRecordSet<IPAddress> addresses = await dns.GetAddressesAsync(name, Family, cancellationToken).ConfigureAwait(false);
            if (addresses.Records.Contains(client)) names.Add(name);
        }

        return _clientNames = names;
    }

    private SpfMatch? Judge(LookupState state, string name, string? reason)
    {
        if (state == LookupState.Unavailable) return SpfMatch.Temporary($"DNS does not tell about {name} ({reason})");
        if (state == LookupState.Found || ++Voids <= options.MaximumVoidLookups) return null;
        return SpfMatch.Permanent($"more than {options.MaximumVoidLookups} questions had no answer, {name} the last");
    }
}
