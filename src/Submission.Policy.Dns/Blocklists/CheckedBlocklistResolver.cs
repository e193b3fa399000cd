using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;

namespace Submission.Policy.Lookups;

/// <summary>
/// Lets a DNS block list decide only while it passes its test (RFC 5782, section 5: it lists 127.0.0.2 and not 127.0.0.1), so that a mistyped zone, a wildcard or a list
/// that has died and answers everything refuses nobody. A list is tested before its first listing is believed, and then now and then; what it lists while it is not in use is
/// unavailable. A list that passed its last test and does not answer the next stays in use. Thread-safe.
/// </summary>
public sealed class CheckedBlocklistResolver : IDnsBlocklistResolver
{
    private readonly ConcurrentDictionary<DomainName, BlocklistCheck> _checks = new();
    private readonly DnsBlocklistResolver _lists;
    private readonly DnsLookupOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates a resolver that has tested nothing yet.</summary>
    /// <param name="options">The settings; <see langword="null"/> means the defaults.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> means the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public CheckedBlocklistResolver(DnsLookupOptions? options = null, TimeProvider? timeProvider = null)
    {
        _options = options ?? new();
        _time = timeProvider ?? TimeProvider.System;
        _lists = new DnsBlocklistResolver(_options, _time);
    }

    /// <inheritdoc/>
    /// <remarks>A reason never holds the zone, which may contain a key.</remarks>
    public ValueTask<LookupResult<ImmutableArray<IPAddress>>> QueryAsync(DomainName zone, IPAddress client, CancellationToken cancellationToken)
    {
        BlocklistCheck check = CheckOf(zone);
        _ = check.RefreshAsync();
        ValueTask<LookupResult<ImmutableArray<IPAddress>>> answer = _lists.QueryAsync(zone, client, cancellationToken);
        if (!answer.IsCompletedSuccessfully) return AwaitAsync(answer, check, cancellationToken);
        LookupResult<ImmutableArray<IPAddress>> known = answer.Result;
        return !known.IsFound || check.Health is { IsHealthy: true } ? new(known) : JudgeAsync(known, check, cancellationToken);
    }

    /// <summary>Tests a list where its next test is due: every <see cref="DnsLookupOptions.BlocklistCheckInterval"/>, and each minute while it does not pass.</summary>
    /// <param name="zone">The zone of the list.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the latest test has shown.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> is cancelled.</exception>
    public Task<BlocklistHealth> RefreshAsync(DomainName zone, CancellationToken cancellationToken) => CheckOf(zone).RefreshAsync().WaitAsync(cancellationToken);

    private static async ValueTask<LookupResult<ImmutableArray<IPAddress>>> AwaitAsync(
        ValueTask<LookupResult<ImmutableArray<IPAddress>>> pending, BlocklistCheck check, CancellationToken cancellationToken)
    {
        LookupResult<ImmutableArray<IPAddress>> answer = await pending.ConfigureAwait(false);
        return answer.IsFound ? await JudgeAsync(answer, check, cancellationToken).ConfigureAwait(false) : answer;
    }

    private static async ValueTask<LookupResult<ImmutableArray<IPAddress>>> JudgeAsync(
        LookupResult<ImmutableArray<IPAddress>> answer, BlocklistCheck check, CancellationToken cancellationToken)
    {
        BlocklistHealth health = check.Health ?? await check.RefreshAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return health.IsHealthy ? answer : LookupResult<ImmutableArray<IPAddress>>.Unavailable("the list does not pass its test: " + health.Reason);
    }

    private BlocklistCheck CheckOf(DomainName zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return _checks.TryGetValue(zone, out BlocklistCheck? check) ? check : _checks.GetOrAdd(zone, new BlocklistCheck(zone, _lists, _options.BlocklistCheckInterval, _time));
    }
}
