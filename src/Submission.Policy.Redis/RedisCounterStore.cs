using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;

namespace Submission.Policy.Redis;

/// <summary>
/// Counters in Redis or Valkey, shared by every node that names the same server and prefix: exact sliding windows whose time is the server's. Thread-safe. A reservation and its commit are one call
/// each, and calls of many sessions travel together; in a cluster there is one call for each subject, and what one subject refuses is given back at the others. What the server does not answer is
/// <c>Unavailable</c>, within <see cref="RedisCounterOptions.Timeout"/>, and at once after several failures in a row.
/// </summary>
/// <remarks>
/// A server that was emptied or started anew without its data is noticed by a key that every call names: its counters are then unknown, and not zero. A replica that takes over may lack the last
/// writes of its primary; so much more than a limit may then be admitted, once. <c>min-replicas-to-write</c> bounds how much.
/// </remarks>
public sealed partial class RedisCounterStore : ICounterStore, IAsyncDisposable, IDisposable
{
    private const int MaximumCharges = 64;
    private const string Silent = "the counters' server does not answer";

    private readonly RedisConnection _connection;
    private readonly BlockMirror _blocks;
    private readonly CounterLengths _lengths = new();
    private readonly string _node = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(6));
    private long _lastId;

    private RedisCounterStore(RedisConnection connection)
    {
        _connection = connection;
        _blocks = new BlockMirror(connection, _lengths);
    }

    /// <summary>Why the server is not asked at present; <see langword="null"/> while it answers.</summary>
    public string? Trouble => _connection.Trouble;

    /// <summary>Begins to connect. A server that does not answer yet is tried until it does; until then everything is unavailable.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="timeProvider">The clock by which moments are shown.</param>
    /// <param name="logger">Who is told of failures.</param>
    /// <returns>The store.</returns>
    /// <exception cref="ArgumentException"><see cref="RedisCounterOptions.Connection"/> cannot be read.</exception>
    public static async Task<RedisCounterStore> ConnectAsync(RedisCounterOptions options, TimeProvider timeProvider, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        RedisConnection connection = await RedisConnection.OpenAsync(options, timeProvider, logger).ConfigureAwait(false);
        RedisCounterStore store = new(connection);
        await connection.ProbeAsync().ConfigureAwait(false);
        await store._blocks.RefreshAsync().ConfigureAwait(false);
        connection.Begin(store._blocks.RefreshAsync);
        return store;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>As <see cref="DisposeAsync"/>, without waiting for a look at the server that is under way.</summary>
    public void Dispose() => _connection.Dispose();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The reservation is not of this store, more than 64 charges, an amount below 1, or no member where members are counted.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lifetime"/> is not positive.</exception>
    public ValueTask<ReservationResult> ReserveAsync(
        CounterReservation reservation, ReadOnlyMemory<CounterCharge> charges, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        RedisHold? hold = HoldOf(reservation);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        if (charges.Length > MaximumCharges) throw new ArgumentException("Too many charges in one call.", nameof(charges));
        foreach (ref readonly CounterCharge charge in charges.Span) Check(charge);
        if (hold is null && charges.IsEmpty) return new(new ReservationResult { State = ReservationState.Reserved });
        if (hold is { IsEnded: true }) return new(new ReservationResult { State = ReservationState.Expired });
        return ReserveAsync(hold, charges.ToArray(), lifetime);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The reservation is not of this store.</exception>
    public async ValueTask<bool> CommitAsync(CounterReservation reservation, CancellationToken cancellationToken)
    {
        if (HoldOf(reservation) is not { } hold) return true;
        return !hold.IsEnded && await EndAsync(hold, isCommit: true).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The reservation is not of this store.</exception>
    public async ValueTask ReleaseAsync(CounterReservation reservation, CancellationToken cancellationToken)
    {
        if (HoldOf(reservation) is { IsEnded: false } hold) await EndAsync(hold, isCommit: false).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The amount is below 1, or there is no member where members are counted.</exception>
    public ValueTask<CounterReading> RecordAsync(CounterCharge charge, CancellationToken cancellationToken)
    {
        Check(charge);
        return LookAsync("record", charge);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The amount is below 1, or there is no member where members are counted.</exception>
    public ValueTask<CounterReading> RecordOnceAsync(CounterCharge charge, string teller, long number, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(teller);
        Check(charge);
        return LookAsync("record", charge, teller, number);
    }

    /// <inheritdoc/>
    public ValueTask<CounterReading> ReadAsync(CounterKey key, CounterLimit limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return LookAsync("read", new CounterCharge(key, limit, 1));
    }

    /// <inheritdoc/>
    public async ValueTask WithdrawAsync(CounterKey key, string member, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        await _connection.RunAsync(RedisScript.Forget, () => _connection.Call(_lengths, key.Subject).Add("withdraw").AddCounter(key, null, isDistinct: true).Add(member)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ResetAsync(CounterKey key, CancellationToken cancellationToken)
    {
        RedisResult[]? reply = await RunLearningAsync(
            RedisScript.Forget,
            [key.Scope],
            () => _connection.Call(_lengths, key.Subject).Add("reset").AddCounter(key, null, isDistinct: false).AddCounter(key, null, isDistinct: true)).ConfigureAwait(false);
        return reply is not null && (long)reply[1] == 1;
    }

    /// <inheritdoc/>
    public ValueTask<bool> BlockAsync(CounterBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        return new(_blocks.AddAsync(block));
    }

    /// <inheritdoc/>
    /// <remarks>Answered from memory: blocks of other nodes are seen within <see cref="RedisCounterOptions.Probe"/>, and blocks stand also while the server does not answer.</remarks>
    public ValueTask<LookupResult<CounterBlock>> FindBlockAsync(CounterKey key, CancellationToken cancellationToken) => new(_blocks.Find(key));

    /// <inheritdoc/>
    public async ValueTask<LookupResult<ImmutableArray<CounterBlock>>> ListBlocksAsync(CancellationToken cancellationToken) =>
        await _blocks.RefreshAsync().ConfigureAwait(false)
            ? LookupResult<ImmutableArray<CounterBlock>>.Found(_blocks.All())
            : LookupResult<ImmutableArray<CounterBlock>>.Unavailable(Silent);

    /// <inheritdoc/>
    public ValueTask<bool> LiftBlockAsync(CounterKey key, CancellationToken cancellationToken) => new(_blocks.LiftAsync(key));

    private static void Check(in CounterCharge charge)
    {
        if (charge.Limit is null || charge.Amount < 1) throw new ArgumentException("A charge has a limit and an amount of at least 1.", nameof(charge));
        if (charge.Limit.IsDistinct && charge.Member is null) throw new ArgumentException("A charge has a member where members are counted.", nameof(charge));
    }

    private RedisHold? HoldOf(CounterReservation reservation)
    {
        if (reservation.IsNone) return null;
        if (reservation.Handle is RedisHold hold && ReferenceEquals(hold.Owner, this)) return hold;
        throw new ArgumentException("The reservation is not of this store.", nameof(reservation));
    }

    private async ValueTask<CounterReading> LookAsync(string kind, CounterCharge charge, string teller = "", long number = 0)
    {
        CounterLimit limit = charge.Limit;
        if (_connection.IsUnknown(charge.Key.Subject, limit)) return default;
        RedisResult[]? reply = await RunLearningAsync(
            RedisScript.Record,
            [charge.Key.Scope],
            () => _connection.Call(_lengths, charge.Key.Subject).Add(kind).AddCounter(charge.Key, limit, limit.IsDistinct).AddLimit(limit)
                .Add(limit.IsDistinct ? 1 : charge.Amount).Add(charge.Member ?? "").Add(charge.At is { } at ? _connection.FromUtc(at) : RedisValue.EmptyString)
                .Add(teller).Add(number)).ConfigureAwait(false);
        if (reply is null) return default;
        int index = (int)reply[1];
        CounterWindow window = index == 0 ? new CounterWindow(TimeSpan.Zero, limit.AtOnce ?? 0) : limit.Windows[index - 1];
        long used = (long)reply[2];
        return new CounterReading(LookupState.Found, window, used, used > window.AtMost ? _connection.ToUtc((long)reply[3], (long)reply[4]) : default);
    }

    /// <summary>Runs a script, again where the server tells of lengths that the call did not name.</summary>
    private async Task<RedisResult[]?> RunLearningAsync(RedisScript script, IReadOnlyList<string> scopes, Func<ScriptCall> call)
    {
        for (int attempt = 0; attempt < 8; attempt++)
        {
            RedisResult[]? reply = await _connection.RunAsync(script, call).ConfigureAwait(false);
            if (reply is null || !string.Equals((string?)reply[0], "L", StringComparison.Ordinal)) return reply;
            _lengths.Learn(scopes[(int)reply[1]], (string)reply[2]!);
        }

        return null;
    }
}
