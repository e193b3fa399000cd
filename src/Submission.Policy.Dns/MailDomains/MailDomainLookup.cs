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
    // What was found beside a failure is not the whole: the better host may be back soon.
    private static readonly TimeSpan LifetimeInDoubt = TimeSpan.FromMinutes(1);

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
        if (!own.Addresses.IsEmpty) return Presence(new([new(0, host, own.Addresses)], IsImplicit: true) { Doubt = own.Doubt }, ttl);
        if (own.Doubt is not null) return Doubt(own.Doubt);
        if (!question.Types.HasFlag(MailRecordTypes.Mx)) return Absence(own.Absence!, ttl);
        return Absence(own.Absence == HostAddresses.NoAddress ? MailDomainAbsence.NoRecords : "no MX, and " + own.Absence, ttl);
    }

    private async Task<Remembered<LookupResult<MailDomain>>> AtItsExchangersAsync(
        DnsAnswer answer, MailRecordTypes types, CancellationToken budget)
    {
        ExchangerList list = ExchangerList.Read(answer.Records, options.MaximumExchangers);
        if (list.IsNullMx) return Absence(MailDomainAbsence.NullMx, answer.Ttl);

        // Where only MX counts, an address of the domain itself does not; an MX host is nothing without one all the same.
        MailRecordTypes hostTypes = (types & Addresses) == MailRecordTypes.None ? Addresses : types;
        HostAddresses[] hosts = await Task.WhenAll(list.Hosts.Select(mx => AddressesOfAsync(mx.Host, hostTypes, budget))).ConfigureAwait(false);

        TimeSpan foundTtl = answer.Ttl;
        TimeSpan absentTtl = answer.Ttl;
        string? doubt = null;
        ImmutableArray<MailExchanger>.Builder exchangers = ImmutableArray.CreateBuilder<MailExchanger>(hosts.Length);
        for (int i = 0; i < hosts.Length; i++)
        {
            doubt ??= hosts[i].Doubt;
            absentTtl = Lifetimes.Shorter(absentTtl, hosts[i].Ttl);
            if (hosts[i].Addresses.IsEmpty) continue;
            foundTtl = Lifetimes.Shorter(foundTtl, hosts[i].Ttl);
            exchangers.Add(new(list.Hosts[i].Preference, list.Hosts[i].Host, hosts[i].Addresses));
        }

        if (exchangers.Count > 0) return Presence(new(exchangers.ToImmutable(), IsImplicit: false) { Doubt = doubt }, foundTtl);
        if (list.IsCut) doubt = "more MX hosts than are looked up";
        return doubt is null ? Absence(MailDomainAbsence.NoExchanger, absentTtl) : Doubt("MX host: " + doubt);
    }

    private Task<HostAddresses> AddressesOfAsync(string host, MailRecordTypes types, CancellationToken budget) =>
        HostAddresses.FindAsync(servers, host, types, options, budget);

    private Remembered<LookupResult<MailDomain>> Presence(MailDomain found, TimeSpan ttl) =>
        options.Remember(LookupResult<MailDomain>.Found(found), found.Doubt is null ? ttl : Lifetimes.Shorter(ttl, LifetimeInDoubt));

    private Remembered<LookupResult<MailDomain>> Absence(string reason, TimeSpan ttl) =>
        options.Remember(LookupResult<MailDomain>.Absent(reason), ttl);

    private Remembered<LookupResult<MailDomain>> Doubt(string reason) =>
        options.Remember(LookupResult<MailDomain>.Unavailable(reason), TimeSpan.Zero);
}
