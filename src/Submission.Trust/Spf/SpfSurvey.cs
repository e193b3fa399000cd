using System.Net;
using System.Net.Sockets;
using Submission.Policy.Lookups;

namespace Submission.Trust.Spf;

/// <summary>Walks the tree of a domain's SPF record. Not thread-safe.</summary>
internal sealed class SpfSurvey(IDnsRecordResolver dns)
{
    // What costs more than four times what a check may cost is not walked to its end: that it costs too much is known by then.
    private const int MostLookups = 40;
    private const int MostExchangers = 10;

    private int _lookups;

    /// <summary>Whether the tree goes on beyond what was walked.</summary>
    public bool IsCut { get; private set; }

    public async Task<SpfBranch> WalkAsync(string domain, CancellationToken cancellationToken) =>
        await WalkAsync(domain, null, [], canPass: true, cancellationToken).ConfigureAwait(false);

    private async Task<SpfBranch> WalkAsync(string domain, string? via, List<string> above, bool canPass, CancellationToken cancellationToken)
    {
        SpfPublication found = await SpfPublication.FindAsync(dns, domain, cancellationToken).ConfigureAwait(false);
        bool isLoop = above.Contains(domain, StringComparer.OrdinalIgnoreCase);
        var branch = new SpfBranch(domain, via, found) { IsLoop = isLoop, CanPass = canPass };
        if (isLoop || found.Record is not { } record) return branch;
        above.Add(domain);
        bool isOpen = true;
        foreach (SpfDirective directive in record.Directives)
        {
            if (directive.Mechanism == SpfMechanism.All)
            {
                isOpen = false;
                break;
            }

            if (!directive.AsksDns) continue;
            branch.OwnLookups++;
            if (++_lookups > MostLookups)
            {
                IsCut = true;
                break;
            }

            await VisitAsync(branch, directive, above, cancellationToken).ConfigureAwait(false);
        }

        if (isOpen && !IsCut && record.Redirect is { } redirect)
        {
            branch.OwnLookups++;
            _lookups++;
            if (redirect.Target.IsLiteral)
                branch.Branches.Add(await WalkAsync(Bare(redirect.Target.Literal), redirect.Text, above, canPass, cancellationToken).ConfigureAwait(false));
        }

        above.RemoveAt(above.Count - 1);
        return branch;
    }

    private async Task VisitAsync(SpfBranch branch, SpfDirective directive, List<string> above, CancellationToken cancellationToken)
    {
        // What a macro leads to depends on the client.
        if (directive.Target is { IsLiteral: false } || directive.Mechanism == SpfMechanism.Ptr) return;
        string target = directive.Target is { } spec ? Bare(spec.Literal) : branch.Domain;
        if (directive.Mechanism == SpfMechanism.Include)
        {
            bool canPass = branch.CanPass && directive.Qualifier == SpfQualifier.Pass;
            branch.Branches.Add(await WalkAsync(target, directive.Text, above, canPass, cancellationToken).ConfigureAwait(false));
            return;
        }

        List<IPAddress> addresses = [];
        LookupState state = directive.Mechanism == SpfMechanism.Mx
            ? await FindExchangersAsync(branch, directive, target, addresses, cancellationToken).ConfigureAwait(false)
            : await FindAddressesAsync(target, addresses, cancellationToken).ConfigureAwait(false);
        branch.Addresses[directive] = addresses;
        if (state == LookupState.Absent) branch.Voids.Add(directive);
        else if (state == LookupState.Unavailable) branch.Unanswered.Add(directive);
    }

    private async Task<LookupState> FindExchangersAsync(
        SpfBranch branch, SpfDirective directive, string domain, List<IPAddress> addresses, CancellationToken cancellationToken)
    {
        DnsRecordSet<ExchangerRecord> found = await dns.GetExchangersAsync(domain, cancellationToken).ConfigureAwait(false);
        if (found.Records.Length > MostExchangers) branch.TooManyExchangers.Add(directive);
        foreach (ExchangerRecord exchanger in found.Records.Take(MostExchangers))
        {
            if (exchanger.Host.Length > 0) await FindAddressesAsync(exchanger.Host, addresses, cancellationToken).ConfigureAwait(false);
        }

        return found.State;
    }

    private async Task<LookupState> FindAddressesAsync(string host, List<IPAddress> addresses, CancellationToken cancellationToken)
    {
        DnsRecordSet<IPAddress> v4 = await dns.GetAddressesAsync(host, AddressFamily.InterNetwork, cancellationToken).ConfigureAwait(false);
        DnsRecordSet<IPAddress> v6 = await dns.GetAddressesAsync(host, AddressFamily.InterNetworkV6, cancellationToken).ConfigureAwait(false);
        addresses.AddRange(v4.Records);
        addresses.AddRange(v6.Records);
        if (v4.IsFound || v6.IsFound) return LookupState.Found;
        return v4.IsUnavailable || v6.IsUnavailable ? LookupState.Unavailable : LookupState.Absent;
    }

    private static string Bare(string name) => name.EndsWith('.') ? name[..^1] : name;
}
