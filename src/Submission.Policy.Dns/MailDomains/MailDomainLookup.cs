using System.Collections.Immutable;
using DnsClient;

namespace Submission.Policy.Lookups;

/// <summary>
/// One look-up of a mail domain (RFC 5321, section 5.1; RFC 7505). Absence is said only where every answer proves it; a domain with an MX
/// never falls back to its own address.
/// </summary>
internal sealed class MailDomainLookup(NameServerClient servers, DnsLookupOptions options, TimeProvider time)
{
    private const MailRecordTypes Addresses = MailRecordTypes.A | MailRecordTypes.Aaaa;

    public async Task<Remembered<LookupResult<MailDomain>>> RunAsync(MailDomainQuestion question)
    {
        using CancellationTokenSource budget = new(options.Budget, time);
        if (!question.Types.HasFlag(MailRecordTypes.Mx))
            return await AtItsOwnAddressAsync(question, TimeSpan.MaxValue, budget.Token).ConfigureAwait(false);

        DnsAnswer answer = await servers.AskAsync(question.Domain.Value, QueryType.MX, budget.Token).ConfigureAwait(false);
        return answer.Outcome switch
        {
            DnsOutcome.Failed => Doubt("MX: " + answer.Reason),
            DnsOutcome.NoSuchName => Absence(answer.Reason!, answer.Ttl),
            DnsOutcome.NoRecords => await AtItsOwnAddressAsync(question, answer.Ttl, budget.Token).ConfigureAwait(false),
            _ => await AtItsExchangersAsync(answer, question.Types, budget.Token).ConfigureAwait(false),
        };
    }

    private async Task<Remembered<LookupResult<MailDomain>>> AtItsOwnAddressAsync(
        MailDomainQuestion question, TimeSpan ttl, CancellationToken budget)
    {
        if ((question.Types & Addresses) == MailRecordTypes.None) return Absence("no MX", ttl);

        string host = question.Domain.Value;
        HostAddresses own = await AddressesOfAsync(host, question.Types, budget).ConfigureAwait(false);
        ttl = Lifetimes.Shorter(ttl, own.Ttl);
        if (!own.Addresses.IsEmpty) return Presence(new([new(0, host, own.Addresses)], IsImplicit: true), ttl);
        if (own.Doubt is not null) return Doubt(own.Doubt);
        return Absence(question.Types.HasFlag(MailRecordTypes.Mx) ? "no MX, and " + own.Absence : own.Absence!, ttl);
    }

    private async Task<Remembered<LookupResult<MailDomain>>> AtItsExchangersAsync(
        DnsAnswer answer, MailRecordTypes types, CancellationToken budget)
    {
        ExchangerList list = ExchangerList.Read(answer.Records, options.MaximumExchangers);
        if (list.IsNullMx) return Absence("null MX", answer.Ttl);

        // Where only MX counts, an address of the domain itself does not; an MX host is nothing without one all the same.
        MailRecordTypes hostTypes = (types & Addresses) == MailRecordTypes.None ? Addresses : types;
        HostAddresses[] hosts = await Task.WhenAll(list.Hosts.Select(mx => AddressesOfAsync(mx.Host, hostTypes, budget))).ConfigureAwait(false);

        TimeSpan foundTtl = answer.Ttl;
        TimeSpan absentTtl = answer.Ttl;
        string? doubt = list.IsCut ? "more MX hosts than are looked up" : null;
        ImmutableArray<MailExchanger>.Builder exchangers = ImmutableArray.CreateBuilder<MailExchanger>(hosts.Length);
        for (int i = 0; i < hosts.Length; i++)
        {
            doubt ??= hosts[i].Doubt;
            absentTtl = Lifetimes.Shorter(absentTtl, hosts[i].Ttl);
            if (hosts[i].Addresses.IsEmpty) continue;
            foundTtl = Lifetimes.Shorter(foundTtl, hosts[i].Ttl);
            exchangers.Add(new(list.Hosts[i].Preference, list.Hosts[i].Host, hosts[i].Addresses));
        }

        if (exchangers.Count > 0) return Presence(new(exchangers.ToImmutable(), IsImplicit: false), foundTtl);
        return doubt is null ? Absence("MX leads nowhere", absentTtl) : Doubt("MX host: " + doubt);
    }

    private Task<HostAddresses> AddressesOfAsync(string host, MailRecordTypes types, CancellationToken budget) =>
        HostAddresses.FindAsync(servers, host, types, options.MaximumAddressesPerHost, budget);

    private Remembered<LookupResult<MailDomain>> Presence(MailDomain found, TimeSpan ttl) =>
        options.Remember(LookupResult<MailDomain>.Found(found), ttl);

    private Remembered<LookupResult<MailDomain>> Absence(string reason, TimeSpan ttl) =>
        options.Remember(LookupResult<MailDomain>.Absent(reason), ttl);

    private Remembered<LookupResult<MailDomain>> Doubt(string reason) =>
        options.Remember(LookupResult<MailDomain>.Unavailable(reason), TimeSpan.Zero);
}
