using System.Collections.Immutable;
using Submission.Policy.Lookups;
using Submission.Trust.MtaSts;

namespace Submission.Trust.Advice;

/// <summary>
/// Tells what a domain publishes for its mail, what is wrong with it, and the exact records to publish: MX, SPF, DKIM, DMARC, DANE, MTA-STS and TLS reporting. It changes and rejects nothing.
/// Thread-safe; holds no resource that needs an end.
/// </summary>
public sealed class DomainAdvisor
{
    private readonly IDnsRecordResolver _dns;
    private readonly IStsPolicyFetcher? _fetch;
    private readonly IMailServerProbe? _probe;
    private readonly TimeProvider _time;

    /// <summary>Creates an advisor.</summary>
    /// <param name="dns">Where records are looked up.</param>
    /// <param name="fetch">Fetches MTA-STS policies; <see langword="null"/> where only their records are judged.</param>
    /// <param name="probe">Looks at mail servers; <see langword="null"/> where no server is connected to.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> means the system's.</param>
    public DomainAdvisor(IDnsRecordResolver dns, IStsPolicyFetcher? fetch = null, IMailServerProbe? probe = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(dns);
        (_dns, _fetch, _probe, _time) = (dns, fetch, probe, timeProvider ?? TimeProvider.System);
    }

    /// <summary>Looks a domain up and judges it.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="options">What it is judged by.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The advice, within <see cref="AdviceOptions.Budget"/> and <see cref="AdviceOptions.MaximumQuestions"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<DomainAdvice> AdviseAsync(DomainName domain, AdviceOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(options);
        options.Validated();
        BoundedResolver dns = new(_dns, options.MaximumQuestions);
        string name = domain.Value;
        string reports = options.ReportAddress ?? "postmaster@" + name;
        using CancellationTokenSource budget = new(options.Budget, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancellationToken);
        CancellationToken end = either.Token;

        AdviceNotes mail = new(AdviceTopic.Mail);
        MailServers servers = new(false, false, []);
        await WithinAsync(mail, async () => servers = await new MailAdvice(dns, name, options.Exchangers, mail).GiveAsync(end).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

        AdviceNotes spf = new(AdviceTopic.Spf);
        AdviceNotes dkim = new(AdviceTopic.Dkim);
        AdviceNotes dmarc = new(AdviceTopic.Dmarc);
        AdviceNotes dane = new(AdviceTopic.Dane);
        AdviceNotes sts = new(AdviceTopic.MtaSts);
        AdviceNotes reporting = new(AdviceTopic.TlsReporting);
        SpfAdvice spfAdvice = new(dns, name, options.Include, spf);
        await Task.WhenAll(
            WithinAsync(spf, () => spfAdvice.GiveAsync(servers, end), cancellationToken),
            WithinAsync(dkim, () => EachAsync(options.Selectors, selector => new DkimAdvice(dns, name, dkim).GiveAsync(selector, end)), cancellationToken),
            WithinAsync(dmarc, () => new DmarcAdvice(dns, name, reports, dmarc).GiveAsync(end), cancellationToken),
            WithinAsync(dane, () => EachAsync(servers.Hosts, host => new DaneAdvice(dns, _probe, name, options, _time, dane).GiveAsync(host, end)), cancellationToken),
            WithinAsync(sts, () => new MtaStsAdvice(dns, _fetch, domain, options.KnownMtaSts, _time, sts).GiveAsync(servers, end), cancellationToken),
            WithinAsync(reporting, () => new TlsReportingAdvice(dns, name, reports, reporting).GiveAsync(servers, end), cancellationToken)).ConfigureAwait(false);

        ReadOnlySpan<AdviceNotes> all = [mail, spf, dkim, dmarc, dane, sts, reporting];
        ImmutableArray<PublishedRecord>.Builder published = ImmutableArray.CreateBuilder<PublishedRecord>();
        ImmutableArray<AdviceFinding>.Builder findings = ImmutableArray.CreateBuilder<AdviceFinding>();
        foreach (AdviceNotes notes in all)
        {
            published.AddRange(notes.Published);
            findings.AddRange(notes.Findings);
        }

        return new DomainAdvice(domain, published.ToImmutable(), findings.ToImmutable()) { SpfLookups = spfAdvice.Lookups };
    }

    private static async Task EachAsync<T>(ImmutableArray<T> items, Func<T, Task> give)
    {
        foreach (T item in items) await give(item).ConfigureAwait(false);
    }

    private static async Task WithinAsync(AdviceNotes notes, Func<Task> give, CancellationToken cancellationToken)
    {
        try
        {
            await give().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            notes.Unknown("out-of-time", "There was no time left to look everything up.");
        }
    }
}
