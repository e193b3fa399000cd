namespace Submission.Policy.Lookups;

/// <summary>
/// Tells by DNS whether and where a domain takes mail (checks 5 and 5a; RFC 5321, section 5.1; RFC 7505). Results are remembered for their
/// TTL, absences for the zone's negative TTL; the same question asked by many at once is looked up once. Thread-safe; holds no resource
/// that needs an end.
/// </summary>
public sealed class DnsMailDomainResolver : IMailDomainResolver
{
    private readonly LookupCache<MailDomainQuestion, LookupResult<MailDomain>> _cache;

    /// <summary>Creates a resolver with an empty cache. It sends nothing yet, so servers that are down may still come up.</summary>
    /// <param name="options">The settings; <see langword="null"/> means the defaults.</param>
    /// <param name="timeProvider">The clock for lifetimes and budgets; <see langword="null"/> means the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public DnsMailDomainResolver(DnsLookupOptions? options = null, TimeProvider? timeProvider = null)
    {
        DnsLookupOptions settings = (options ?? new()).Validated();
        TimeProvider time = timeProvider ?? TimeProvider.System;
        MailDomainLookup lookup = new(new NameServerClient(settings), settings, time);
        _cache = new(settings.CacheCapacity, time, lookup.RunAsync);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// With <see cref="MailRecordTypes.Mx"/> alone an address of the domain itself does not count, and MX hosts count with either kind of
    /// address. Without it only the domain's own addresses count. With <see cref="MailRecordTypes.None"/> every domain is absent.
    /// </remarks>
    public ValueTask<LookupResult<MailDomain>> ResolveAsync(DomainName domain, MailRecordTypes types, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        MailDomainQuestion question = new(domain, types & MailRecordTypes.All);
        if (_cache.TryGet(question, out LookupResult<MailDomain> known)) return new(known);
        if (question.Types == MailRecordTypes.None) return new(LookupResult<MailDomain>.Absent("no kind of record counts"));
        return new(_cache.JoinAsync(question).WaitAsync(cancellationToken));
    }
}
