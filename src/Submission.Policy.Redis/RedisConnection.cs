using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Submission.Policy.Counters;

namespace Submission.Policy.Redis;

/// <summary>The connection of one node: what is sent, what a failure means, and whether the server still has what it had. Thread-safe.</summary>
internal sealed class RedisConnection : IAsyncDisposable, IDisposable
{
    /// <summary>The start of the time of the scripts.</summary>
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConnectionMultiplexer _multiplexer;
    private readonly IDatabase _database;
    private readonly RedisCounterOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CircuitBreaker _breaker;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _probing = Task.CompletedTask;
    private volatile string? _trouble = "the counters' server has not been reached yet";
    private volatile string? _epoch;
    private long _lostAt;
    private (long Server, long Local) _time;

    private RedisConnection(ConnectionMultiplexer multiplexer, RedisCounterOptions options, TimeProvider timeProvider, ILogger logger)
    {
        (_multiplexer, _options, _timeProvider, _logger) = (multiplexer, options, timeProvider, logger);
        _database = multiplexer.GetDatabase();
        _breaker = new CircuitBreaker(options.FailuresUntilOpen);
    }

    public string? Trouble => _trouble;

    /// <summary>Whether each subject's keys are at a server of their own.</summary>
    public bool IsCluster { get; private set; }

    private string EpochKey => _options.Prefix + "epoch";

    public static async Task<RedisConnection> OpenAsync(RedisCounterOptions options, TimeProvider timeProvider, ILogger logger)
    {
        ConfigurationOptions configuration = ConfigurationOptions.Parse(options.Connection);
        configuration.AbortOnConnectFail = false;
        configuration.ConnectTimeout = configuration.AsyncTimeout = configuration.SyncTimeout = (int)options.Timeout.TotalMilliseconds;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ReconnectRetryPolicy = new LinearRetry(250);
        configuration.ConfigCheckSeconds = 1;
        configuration.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        return new RedisConnection(await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false), options, timeProvider, logger);
    }

    public ScriptCall Call(CounterLengths lengths)
    {
        ScriptCall call = new(_options.Prefix, lengths);
        call.Add(_options.Clock is { } clock ? clock() : RedisValue.EmptyString);
        // The key of the epoch is in another place of a cluster than the subjects.
        if (IsCluster) return call.Add(RedisValue.EmptyString);
        call.Keys.Add(EpochKey);
        return call.Add(_epoch ?? "none");
    }

    /// <summary>Whether what the windows of a limit hold is not known, because the server has lost it.</summary>
    public bool IsUnknown(CounterLimit limit)
    {
        long lostAt = Volatile.Read(ref _lostAt);
        if (lostAt == 0) return false;
        long since = Now() - lostAt;
        if (since > _options.UnknownFor.Ticks) return false;
        return limit.Windows.IsEmpty || since <= limit.Windows[^1].Length.Ticks;
    }

    /// <summary>The server's time, as far as this node knows it.</summary>
    public long Now()
    {
        if (_options.Clock is { } clock) return clock();
        lock (_gate) return _time.Server + _timeProvider.GetElapsedTime(_time.Local).Ticks;
    }

    public DateTimeOffset ToUtc(long moment, long now) => moment < 0 ? DateTimeOffset.MaxValue : _timeProvider.GetUtcNow().AddTicks(moment - now);

    public long FromUtc(DateTimeOffset time) => Now() + (time - _timeProvider.GetUtcNow()).Ticks;

    /// <summary>Runs a script.</summary>
    /// <returns>What it answers; <see langword="null"/> where it does not.</returns>
    public async Task<RedisResult[]?> RunAsync(RedisScript script, Func<ScriptCall> call)
    {
        if (_breaker.IsOpen) return null;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            try
            {
                RedisResult[] reply = await script.RunAsync(_database, call()).ConfigureAwait(false);
                if (_breaker.Succeed()) NoteAvailable();
                _trouble = null;
                if (!string.Equals((string?)reply[0], "E", StringComparison.Ordinal)) return reply;
                await LearnEpochAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
            {
                NoteFailure(exception);
                return null;
            }
        }

        return null;
    }

    /// <summary>Looks whether the server answers, and what it is.</summary>
    public async Task ProbeAsync()
    {
        try
        {
            // The roles of the servers may have changed.
            if (_trouble is not null) await _multiplexer.ConfigureAsync().ConfigureAwait(false);
            await _database.PingAsync().ConfigureAwait(false);
            foreach (IServer server in _multiplexer.GetServers()) IsCluster |= server.IsConnected && server.ServerType == ServerType.Cluster;
            await LearnTimeAsync().ConfigureAwait(false);
            await LearnEpochAsync().ConfigureAwait(false);
            if (_breaker.Succeed()) NoteAvailable();
            _trouble = null;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            NoteFailure(exception);
        }
    }

    /// <summary>Begins to look at the server again and again.</summary>
    public void Begin(Func<Task<bool>> refresh) => _probing = ProbeForEverAsync(refresh);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _probing.ConfigureAwait(false);
        await _multiplexer.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Ends without waiting for a look that is under way: what it asks of a closed connection fails, as it does of a server that is down.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _multiplexer.Dispose();
    }

    private async Task ProbeForEverAsync(Func<Task<bool>> refresh)
    {
        using PeriodicTimer timer = new(_options.Probe);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                if (_breaker.IsOpen || _trouble is not null || IsCluster) await ProbeAsync().ConfigureAwait(false);
                if (_trouble is null) await refresh().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task LearnTimeAsync()
    {
        RedisResult[] time = (RedisResult[])(await _database.ExecuteAsync("TIME").ConfigureAwait(false))!;
        long server = DateTimeOffset.UnixEpoch.AddSeconds((long)time[0]).AddMicroseconds((long)time[1]).Ticks - Start.Ticks;
        lock (_gate) _time = (server, _timeProvider.GetTimestamp());
    }

    /// <summary>Learns of which life of the server the counters are. A life that began after a loss says when.</summary>
    private async Task LearnEpochAsync()
    {
        if (_options.Clock is null) await LearnTimeAsync().ConfigureAwait(false);
        string? found = await _database.StringGetAsync(EpochKey).ConfigureAwait(false);
        if (found is null)
        {
            // Of a server that this node has never seen nothing is known to be lost.
            long lost = _epoch is null ? 0 : Now();
            await _database.StringSetAsync(EpochKey, $"{Guid.NewGuid():N}:{lost}", TimeSpan.FromDays(800), When.NotExists).ConfigureAwait(false);
            found = await _database.StringGetAsync(EpochKey).ConfigureAwait(false);
        }
        else
        {
            await _database.KeyExpireAsync(EpochKey, TimeSpan.FromDays(800)).ConfigureAwait(false);
        }

        if (found is null || string.Equals(found, _epoch, StringComparison.Ordinal)) return;
        bool isLost = long.TryParse(found.AsSpan(found.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture, out long lostAt) && lostAt > 0;
        Volatile.Write(ref _lostAt, isLost ? lostAt : 0);
        _epoch = found;
        if (isLost && Now() - lostAt <= _options.UnknownFor.Ticks) RedisLog.Lost(_logger, _options.UnknownFor);
    }

    private void NoteFailure(Exception exception)
    {
        _trouble = exception.Message;
        if (_breaker.Fail()) RedisLog.Unavailable(_logger, exception.Message);
    }

    private void NoteAvailable() => RedisLog.Available(_logger);
}
