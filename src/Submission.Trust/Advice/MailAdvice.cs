using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Submission.Policy.Lookups;

namespace Submission.Trust.Advice;

/// <summary>Judges the MX records of a domain.</summary>
internal sealed class MailAdvice(IDnsRecordResolver dns, string domain, ImmutableArray<string> wanted, AdviceNotes notes)
{
    private const int MostHosts = 20;
    private const string Unreachable = "Mail to the domain cannot be delivered by this server.";

    public async Task<MailServers> GiveAsync(CancellationToken cancellationToken)
    {
        DnsRecordSet<ExchangerRecord> found = await dns.GetExchangersAsync(domain, cancellationToken).ConfigureAwait(false);
        if (found.IsUnavailable)
        {
            notes.Unknown("mx-unknown", $"The MX records of {domain} could not be looked up: {found.Reason}.");
            return new MailServers(false, false, []);
        }

        if (found.IsAbsent) return await WithoutAsync(cancellationToken).ConfigureAwait(false);
        ImmutableArray<ExchangerRecord> records = [.. found.Records.OrderBy(static record => record.Preference).ThenBy(static record => record.Host, StringComparer.OrdinalIgnoreCase)];
        foreach (ExchangerRecord record in records) notes.Found(Mx(record.Preference, record.Host));
        if (records is [{ Host.Length: 0 }])
        {
            notes.Hint("mx-null", $"{domain} says that it takes no mail (null MX).", "Replies and bounces to the domain are refused by every sender at once.");
            return new MailServers(true, true, []);
        }

        if (records.Any(static record => record.Host.Length == 0))
        {
            notes.Error(
                "mx-null-among-others",
                $"{domain} has a null MX beside other MX records.",
                "Some senders take it that the domain takes no mail (RFC 7505, section 3).",
                [.. records.Where(static record => record.Host.Length > 0).Select(static record => record).Select(record => Mx(record.Preference, record.Host))]);
        }

        JudgeWanted(records);
        ImmutableArray<string>.Builder hosts = ImmutableArray.CreateBuilder<string>();
        foreach (ExchangerRecord record in records.Where(static record => record.Host.Length > 0).Take(MostHosts))
        {
            if (await JudgeAsync(record, cancellationToken).ConfigureAwait(false)) hosts.Add(record.Host);
        }

        return new MailServers(true, false, hosts.ToImmutable());
    }

    // Mail may well be meant to go elsewhere, so that this is no fault.
    private void JudgeWanted(ImmutableArray<ExchangerRecord> records)
    {
        string[] missing = [.. wanted.Where(host => !records.Any(record => record.Host.Equals(host, StringComparison.OrdinalIgnoreCase)))];
        if (missing.Length == 0) return;
        notes.Hint(
            "mx-elsewhere",
            missing.Length == wanted.Length ? $"Mail to {domain} goes to {records[0].Host}, and not to our servers." : $"The MX records of {domain} do not name {string.Join(", ", missing)}.",
            "Mail for mailboxes with us must come to our servers, and to any of them while another is down.",
            Wanted());
    }

    private ImmutableArray<ZoneRecord> Wanted() => [.. wanted.Select((host, i) => Mx(10 * (i + 1), host))];

    private async Task<MailServers> WithoutAsync(CancellationToken cancellationToken)
    {
        (DnsRecordSet<IPAddress> v4, DnsRecordSet<IPAddress> v6) = await AddressesAsync(domain, cancellationToken).ConfigureAwait(false);
        if (v4.IsFound || v6.IsFound)
        {
            notes.Hint(
                "mx-implicit",
                $"{domain} has no MX record; mail goes to its own address.",
                "A host that is no mail server gets the domain's mail, and MTA-STS has no MX to name.",
                wanted.IsEmpty ? [Mx(10, domain)] : Wanted());
            return new MailServers(true, false, [domain]);
        }

        if (v4.IsUnavailable || v6.IsUnavailable) notes.Unknown("mx-unknown", $"The addresses of {domain} could not be looked up: {v4.Reason ?? v6.Reason}.");
        else notes.Error("mx-missing", $"{domain} has no MX record and no address.", "Mail from the domain is refused by servers that check senders, and nobody can answer it.", Wanted());
        return new MailServers(!v4.IsUnavailable && !v6.IsUnavailable, false, []);
    }

    private async Task<bool> JudgeAsync(ExchangerRecord record, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(record.Host, out _))
        {
            notes.Error("mx-is-address", $"The MX {record.Host} is an address, where a host name must be.", Unreachable);
            return false;
        }

        (DnsRecordSet<IPAddress> v4, DnsRecordSet<IPAddress> v6) = await AddressesAsync(record.Host, cancellationToken).ConfigureAwait(false);
        ImmutableArray<string> aliases = v4.Aliases.IsEmpty ? v6.Aliases : v4.Aliases;
        if (!aliases.IsEmpty)
        {
            notes.Warn(
                "mx-alias",
                $"The MX {record.Host} is an alias (CNAME) of {aliases[^1]}.",
                "An MX must not be an alias (RFC 2181, section 10.3); some servers refuse it, and DANE then looks elsewhere.",
                Mx(record.Preference, aliases[^1]));
        }

        if (v4.IsFound || v6.IsFound) return true;
        if (v4.IsUnavailable || v6.IsUnavailable) notes.Unknown("mx-host-unknown", $"The addresses of the MX {record.Host} could not be looked up: {v4.Reason ?? v6.Reason}.");
        else notes.Error("mx-no-address", $"The MX {record.Host} has no address.", Unreachable);
        return false;
    }

    private async Task<(DnsRecordSet<IPAddress> V4, DnsRecordSet<IPAddress> V6)> AddressesAsync(string host, CancellationToken cancellationToken) => (
        await dns.GetAddressesAsync(host, AddressFamily.InterNetwork, cancellationToken).ConfigureAwait(false),
        await dns.GetAddressesAsync(host, AddressFamily.InterNetworkV6, cancellationToken).ConfigureAwait(false));

    private ZoneRecord Mx(int preference, string host) => new(domain + ".", "MX", string.Create(CultureInfo.InvariantCulture, $"{preference} {host}."));
}
