using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DnsClient;
using DnsClient.Protocol;

namespace Submission.Policy.Lookups;

/// <summary>
/// Asks name servers for records as they are published. Answers are remembered for their TTL, absences for the zone's negative TTL; the same question asked by many at once is looked up
/// once. Thread-safe; holds no resource that needs an end.
/// </summary>
public sealed class DnsRecordResolver : IDnsRecordResolver
{
    private const string Root = ".";
    private const int MaximumName = 253;
    private const int MaximumLabel = 63;

    private readonly LookupCache<RecordQuestion, DnsAnswer> _cache;
    private readonly NameServerClient _servers;
    private readonly DnsLookupOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates a resolver with an empty cache. It sends nothing yet, so servers that are down may still come up.</summary>
    /// <param name="options">The settings; <see langword="null"/> means the defaults.</param>
    /// <param name="timeProvider">The clock for lifetimes and budgets; <see langword="null"/> means the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public DnsRecordResolver(DnsLookupOptions? options = null, TimeProvider? timeProvider = null)
    {
        _options = (options ?? new()).Validated();
        _time = timeProvider ?? TimeProvider.System;
        _servers = new NameServerClient(_options, askForProof: true);
        _cache = new(_options.CacheCapacity, _time, LookUpAsync);
    }

    /// <inheritdoc/>
    public ValueTask<DnsRecordSet<string>> GetTextAsync(string name, CancellationToken cancellationToken) =>
        GetAsync(name, QueryType.TXT, static record => string.Concat(((TxtRecord)record).Text), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsRecordSet<IPAddress>> GetAddressesAsync(string name, AddressFamily family, CancellationToken cancellationToken) => family switch
    {
        AddressFamily.InterNetwork => GetAsync(name, QueryType.A, static record => ((AddressRecord)record).Address, cancellationToken),
        AddressFamily.InterNetworkV6 => GetAsync(name, QueryType.AAAA, static record => ((AddressRecord)record).Address, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Only IPv4 and IPv6 have addresses in DNS."),
    };

    /// <inheritdoc/>
    public ValueTask<DnsRecordSet<ExchangerRecord>> GetExchangersAsync(string name, CancellationToken cancellationToken) => GetAsync(
        name, QueryType.MX, static record => new ExchangerRecord(((MxRecord)record).Preference, Bare(((MxRecord)record).Exchange)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsRecordSet<TlsaRecord>> GetTlsaAsync(string name, CancellationToken cancellationToken) => GetAsync(
        name,
        QueryType.TLSA,
        static record => record is DnsClient.Protocol.TlsaRecord tlsa
            ? new TlsaRecord((byte)tlsa.CertificateUsage, (byte)tlsa.Selector, (byte)tlsa.MatchingType, [.. tlsa.CertificateAssociationData])
            : throw new InvalidOperationException("Not a TLSA record."),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsRecordSet<string>> GetNameServersAsync(string name, CancellationToken cancellationToken) =>
        GetAsync(name, QueryType.NS, static record => Bare(((NsRecord)record).NSDName), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsRecordSet<string>> GetAliasAsync(string name, CancellationToken cancellationToken) =>
        GetAsync(name, QueryType.CNAME, static record => Bare(((CNameRecord)record).CanonicalName), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsRecordSet<string>> GetNamesAsync(IPAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return GetAsync(address.GetArpaName().TrimEnd('.'), QueryType.PTR, static record => Bare(((PtrRecord)record).PtrDomainName), cancellationToken);
    }

    private static string Bare(DnsString name) => name.Value.TrimEnd('.');

    private static bool CanBeAsked(string name)
    {
        if (name == Root) return true;
        if (name.Length is 0 or > MaximumName || !Ascii.IsValid(name)) return false;
        foreach (Range label in name.AsSpan().Split('.'))
        {
            if (name.AsSpan(label).Length is 0 or > MaximumLabel) return false;
        }

        return true;
    }

    private async ValueTask<DnsRecordSet<T>> GetAsync<T>(string name, QueryType type, Func<DnsResourceRecord, T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!CanBeAsked(name)) return new DnsRecordSet<T>(LookupState.Absent, []) { IsNoSuchName = true, Reason = "no name of DNS" };
        RecordQuestion question = new(name.ToLowerInvariant(), type);
        if (!_cache.TryGet(question, out DnsAnswer? answer)) answer = await _cache.JoinAsync(question).WaitAsync(cancellationToken).ConfigureAwait(false);
        return new DnsRecordSet<T>(StateOf(answer), [.. answer.Records.Select(read)])
        {
            IsSecure = answer.IsAuthentic && _options.TrustAuthenticatedData,
            IsNoSuchName = answer.Outcome == DnsOutcome.NoSuchName,
            Aliases = answer.Aliases,
            Reason = answer.Reason,
            Ttl = answer.Ttl,
        };
    }

    private async Task<Remembered<DnsAnswer>> LookUpAsync(RecordQuestion question)
    {
        using CancellationTokenSource budget = new(_options.Budget, _time);
        DnsAnswer answer = await _servers.AskAsync(question.Name, question.Type, budget.Token).ConfigureAwait(false);
        return new(answer, _options.LifetimeOf(StateOf(answer), answer.Ttl));
    }

    private static LookupState StateOf(DnsAnswer answer) => answer.Outcome switch
    {
        DnsOutcome.Records => LookupState.Found,
        DnsOutcome.Failed => LookupState.Unavailable,
        _ => LookupState.Absent,
    };
}
