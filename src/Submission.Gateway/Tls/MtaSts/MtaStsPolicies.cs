using Microsoft.Extensions.Logging;
using Submission.Policy.Lookups;
using Submission.Trust.MtaSts;

namespace Submission.Gateway.Tls.MtaSts;

/// <summary>
/// Finds the MTA-STS policies of domains (RFC 8461, section 5.1): the record says whether what is kept is still current, and what is kept stays in force to its end whatever DNS and
/// the policy's server do. Fetches for one domain are joined, and one that failed is not repeated for a while. Thread-safe.
/// </summary>
public sealed class MtaStsPolicies
{
    private readonly IDnsRecordResolver _dns;
    private readonly MtaStsOptions _options;
    private readonly StsPolicyCache _cache;
    private readonly StsPolicyFetcher _fetcher;
    private readonly StsFetches _fetches;
    private readonly TimeProvider _time;

    /// <summary>Opens what was kept.</summary>
    /// <param name="dns">Looks records and addresses up.</param>
    /// <param name="options">How policies are found and kept.</param>
    /// <param name="time">The clock of ages and waits.</param>
    /// <param name="logger">The log.</param>
    public MtaStsPolicies(IDnsRecordResolver dns, MtaStsOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(dns);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_dns, _options, _time) = (dns, options, time);
        _cache = new StsPolicyCache(options.Directory, options.MaximumPolicies, time, logger);
        _fetcher = new StsPolicyFetcher(dns, options.Fetch, time);
        _fetches = new StsFetches(_fetcher, _cache, options.RetryAfter, time, logger);
    }

    /// <summary>Finds the policy of a domain. It waits at most for <see cref="MtaStsOptions.Patience"/> beside what the look-up of the record takes.</summary>
    /// <param name="domain">The domain in ASCII.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<StsState> FindAsync(string domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        DnsRecordSet<string> texts = await _dns.GetTextAsync(StsTextRecord.NameFor(domain), cancellationToken).ConfigureAwait(false);
        StsCacheEntry? kept = _cache.Find(domain);
        string? problem = texts.IsUnavailable ? texts.Reason ?? "The record cannot be looked up." : null;
        if (problem is not null || !StsTextRecord.TryFind(texts.Records, out StsTextRecord? record, out problem)) return State(kept, kept) with { RecordProblem = problem };
        if (kept is not null && kept.Id == record.Id)
        {
            if (kept.RefreshAt(_options.RefreshAfter) <= _time.GetUtcNow()) _ = _fetches.StartAsync(domain, record.Id);
            return State(kept, kept) with { RecordId = record.Id };
        }

        TlsFailure? failure = await FetchAsync(domain, record.Id, cancellationToken).ConfigureAwait(false);
        return State(_cache.Find(domain), kept) with { RecordId = record.Id, Failure = failure };
    }

    /// <summary>Fetches again what is kept and is due for it, so that it does not end while no mail goes there; forgets what has ended.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (StsCacheEntry entry in _cache.Sweep(_options.RefreshAfter))
        {
            DnsRecordSet<string> texts = await _dns.GetTextAsync(StsTextRecord.NameFor(entry.Domain), cancellationToken).ConfigureAwait(false);
            if (StsTextRecord.TryFind(texts.Records, out StsTextRecord? record)) await _fetches.StartAsync(entry.Domain, record.Id).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Reads what the server of a domain's policy has now and forgets it again: where it is not what is kept under the same id, the domain has changed its policy without telling (RFC 8461,
    /// section 3.1). It waits at most for <see cref="MtaStsOptions.Patience"/>.
    /// </summary>
    /// <param name="domain">The domain in ASCII.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<StsFetchResult> ReadServedAsync(string domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        using CancellationTokenSource patience = new(_options.Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await _fetcher.FetchAsync(domain, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return StsFetchResult.Failed(StsFetchFailure.FetchFailed, TooLate(domain));
        }
    }

    private async ValueTask<TlsFailure?> FetchAsync(string domain, string id, CancellationToken cancellationToken)
    {
        Task<TlsFailure?> fetch = _fetches.StartAsync(domain, id);
        try
        {
            return await fetch.WaitAsync(_options.Patience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return new TlsFailure(TlsFailureKind.StsPolicyFetchError, TooLate(domain));
        }
    }

    private static string TooLate(string domain) => $"the server of the policy of {domain} has not answered in time";

    private static StsState State(StsCacheEntry? entry, StsCacheEntry? before) => entry is null
        ? StsState.Absent
        : new StsState { Policy = entry.Policy, PolicyId = entry.Id, IsKept = ReferenceEquals(entry, before), FetchedAt = entry.FetchedAt, ExpiresAt = entry.ExpiresAt };
}
