using System.Collections.Immutable;
using System.Net;
using DnsClient;

namespace Submission.Policy.Lookups;

/// <summary>
/// Asks DNS block lists (check 15; RFC 5782). Results are remembered for their TTL, absences for the zone's negative TTL; the same question
/// asked by many at once is looked up once. Loopback, private, link-local, unique-local, shared and documentation addresses are never
/// asked. Thread-safe; holds no resource that needs an end.
/// </summary>
public sealed class DnsBlocklistResolver : IDnsBlocklistResolver
{
    private const int MaximumNameLength = DomainName.MaximumLength;
    private static readonly IPAddress MustBeListed = new([127, 0, 0, 2]);
    private static readonly IPAddress MustNotBeListed = new([127, 0, 0, 1]);

    private readonly LookupCache<BlocklistQuestion, LookupResult<ImmutableArray<IPAddress>>> _cache;
    private readonly NameServerClient _servers;
    private readonly DnsLookupOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates a resolver with an empty cache. It sends nothing yet, so servers that are down may still come up.</summary>
    /// <param name="options">The settings; <see langword="null"/> means the defaults.</param>
    /// <param name="timeProvider">The clock for lifetimes and budgets; <see langword="null"/> means the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public DnsBlocklistResolver(DnsLookupOptions? options = null, TimeProvider? timeProvider = null)
    {
        _options = (options ?? new()).Validated();
        _time = timeProvider ?? TimeProvider.System;
        _servers = new(_options);
        _cache = new(_options.CacheCapacity, _time, AskAsync);
    }

    /// <inheritdoc/>
    /// <remarks>A reason never holds the zone, which may contain a key.</remarks>
    public ValueTask<LookupResult<ImmutableArray<IPAddress>>> QueryAsync(DomainName zone, IPAddress client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(client);
        BlocklistQuestion question = new(zone, client);
        if (_cache.TryGet(question, out LookupResult<ImmutableArray<IPAddress>> known)) return new(known);

        IPAddress address = SpecialAddresses.Unmap(client);
        if (SpecialAddresses.IsPrivate(address) || SpecialAddresses.IsDocumentation(address))
            return new(LookupResult<ImmutableArray<IPAddress>>.Absent("private address"));
        return new(_cache.JoinAsync(question).WaitAsync(cancellationToken));
    }

    /// <summary>Tries the test entries of a list, past the cache. To be done at start: a list that fails must not decide
    /// anything.</summary>
    /// <param name="zone">The zone of the list.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the entries show.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> is cancelled.</exception>
    public async Task<BlocklistHealth> CheckHealthAsync(DomainName zone, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(zone);
        Task<Remembered<LookupResult<ImmutableArray<IPAddress>>>> listed = AskAsync(new(zone, MustBeListed));
        Task<Remembered<LookupResult<ImmutableArray<IPAddress>>>> unlisted = AskAsync(new(zone, MustNotBeListed));
        LookupResult<ImmutableArray<IPAddress>> two = (await listed.WaitAsync(cancellationToken).ConfigureAwait(false)).Result;
        LookupResult<ImmutableArray<IPAddress>> one = (await unlisted.WaitAsync(cancellationToken).ConfigureAwait(false)).Result;

        if (two.IsUnavailable) return new(BlocklistHealthState.Unavailable, two.Reason);
        if (two.IsAbsent) return new(BlocklistHealthState.ListsNothing, "the list does not hold 127.0.0.2");
        if (one.IsFound) return new(BlocklistHealthState.ListsEverything, "the list holds 127.0.0.1");
        return one.IsUnavailable ? new(BlocklistHealthState.Unavailable, one.Reason) : new(BlocklistHealthState.Healthy, null);
    }

    private async Task<Remembered<LookupResult<ImmutableArray<IPAddress>>>> AskAsync(BlocklistQuestion question)
    {
        string name = ReverseName.Of(SpecialAddresses.Unmap(question.Client), question.Zone);
        if (name.Length > MaximumNameLength)
            return _options.Remember(LookupResult<ImmutableArray<IPAddress>>.Unavailable("the zone's name is too long"), TimeSpan.Zero);

        using CancellationTokenSource budget = new(_options.BlocklistBudget, _time);
        DnsAnswer answer = await _servers.AskAsync(name, QueryType.A, budget.Token).ConfigureAwait(false);
        return _options.Remember(ListAnswer.Read(answer), answer.Ttl);
    }
}
