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

    /// <summary>How soon a server that has failed is tried again.</summary>
    private static readonly TimeSpan Trial = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a slot of a cluster that is being moved is waited for between two attempts.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly RedisCounterOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CircuitBreaker _breaker;
    private readonly Epochs _epochs;
    private readonly EvictionWatch _evictions = new();
    private readonly RejectionWatch _rejections;
    private readonly string _epochKey;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private volatile ConnectionMultiplexer _multiplexer;
    private Task _probing = Task.CompletedTask;
    private volatile bool _isSilent;
    private volatile bool _isRefusing;
    private bool _hasEvicted;
    private volatile string _failedAt;
    private volatile string? _trouble = "the counters' server has not been reached yet";
    private (long Server, long Local) _time;

    private RedisConnection(ConnectionMultiplexer multiplexer, RedisCounterOptions options, TimeProvider timeProvider, ILogger logger)
    {
        (_multiplexer, _options, _timeProvider, _logger) = (multiplexer, options, timeProvider, logger);
        _breaker = new CircuitBreaker(options.FailuresUntilOpen);
        _epochs = new Epochs(options, logger);
        _rejections = new RejectionWatch(options, timeProvider);
        _epochKey = options.Prefix + "epoch";
        _failedAt = _epochKey;
    }

    public string? Trouble => _trouble;

    /// <summary>Whether each subject's keys are at a server of their own.</summary>
    public bool IsCluster { get; private set; }

    /// <summary>How often the server was found to have lost something.</summary>
    public int Losses => _epochs.Losses;

    private IDatabase Database => _multiplexer.GetDatabase();

    public static async Task<RedisConnection> OpenAsync(RedisCounterOptions options, TimeProvider timeProvider, ILogger logger) =>
        new(await RedisClient.ConnectAsync(options, options.Timeout).ConfigureAwait(false), options, timeProvider, logger);

    /// <summary>Begins a call.</summary>
    /// <param name="lengths">The lengths that counters have followed.</param>
    /// <param name="subject">A subject whose counters it names; <see langword="null"/> for the blocks.</param>
    public ScriptCall Call(CounterLengths lengths, string? subject)
    {
        ScriptCall call = new(_options.Prefix, lengths, EpochKeyOf(subject));
        call.Add(_options.Clock is { } clock ? clock() : RedisValue.EmptyString);
        call.Keys.Add(call.EpochKey);
        return call.Add(_epochs.At(call.EpochKey));
    }

    /// <summary>Whether what the windows of a limit hold is not known, because the server has lost it.</summary>
    public bool IsUnknown(string subject, CounterLimit limit) => _epochs.IsUnknown(EpochKeyOf(subject), limit, Now());

    /// <summary>The server's time, as far as this node knows it.</summary>
    public long Now()
    {
        if (_options.Clock is { } clock) return clock();
        lock (_gate) return _time.Server + _timeProvider.GetElapsedTime(_time.Local).Ticks;
    }

    /// <summary>Takes note of the server's time, as it has just told it: the two clocks drift apart, and one of them may be set.</summary>
    public void NoteTime(long server)
    {
        lock (_gate) _time = (server, _timeProvider.GetTimestamp());
    }

    public DateTimeOffset ToUtc(long moment, long now) => moment < 0 ? DateTimeOffset.MaxValue : _timeProvider.GetUtcNow().AddTicks(moment - now);

    public long FromUtc(DateTimeOffset time) => Now() + (time - _timeProvider.GetUtcNow()).Ticks;

    /// <summary>Runs a script.</summary>
    /// <returns>What it answers; <see langword="null"/> where it does not.</returns>
    public async Task<RedisResult[]?> RunAsync(RedisScript script, Func<ScriptCall> call)
    {
        if (_breaker.IsOpen) return null;
        int pauses = 0;
        for (int attempt = 0; attempt < 3;)
        {
            // Before the call says which life of the server it takes the counters to be of: another call may learn of a loss before this one does.
            int losses = Losses;
            ScriptCall sent = call();
            try
            {
                RedisResult[] reply = await script.RunAsync(Database, sent).ConfigureAwait(false);
                NoteSuccess(isTrial: false);
                if (!string.Equals((string?)reply[0], "E", StringComparison.Ordinal)) return reply;
                await LearnEpochAsync(sent.EpochKey).ConfigureAwait(false);
                attempt++;
                // What was counted is not known from now on, and this call may have begun before that. Blocks are known to the nodes.
                if (losses != Losses && script != RedisScript.Block) return null;
            }
            catch (Exception exception) when (RedisFault.IsMoving(exception) && Pause * ++pauses < _options.Timeout)
            {
                await Task.Delay(Pause, _timeProvider).ConfigureAwait(false);
            }
            catch (Exception exception) when (RedisFault.IsFailure(exception))
            {
                NoteFailure(exception, sent.EpochKey);
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
            if (_isSilent && !await ConnectAnewAsync().ConfigureAwait(false)) return;
            // The roles of the servers may have changed.
            if (_trouble is not null) await _multiplexer.ConfigureAsync().ConfigureAwait(false);
            await Database.PingAsync().ConfigureAwait(false);
            foreach (IServer server in _multiplexer.GetServers()) IsCluster |= server.IsConnected && server.ServerType == ServerType.Cluster;
            await LearnEpochAsync(EpochKeyOf(null)).ConfigureAwait(false);
            // One that answers may still do nothing: it has no room, is no primary, or does not let this node run a script.
            bool isTried = _trouble is not null || _breaker.IsOpen;
            if (isTried) await RedisScript.Reserve.RunAsync(Database, TrialCall()).ConfigureAwait(false);
            NoteSuccess(isTrial: isTried);
        }
        catch (Exception exception) when (RedisFault.IsFailure(exception))
        {
            if (exception is RedisConnectionException) await _rejections.AskAsync().ConfigureAwait(false);
            NoteFailure(exception, _failedAt);
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

    private string EpochKeyOf(string? subject)
    {
        if (!IsCluster) return _epochKey;
        if (subject is null) return _options.Prefix + "{blocks}:epoch";
        return $"{_options.Prefix}{SlotTags.BesideTag(ScriptCall.TagOf(subject))}:epoch";
    }

    private async Task ProbeForEverAsync(Func<Task<bool>> refresh)
    {
        using PeriodicTimer timer = new(_options.Probe);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                try
                {
                    if (_breaker.IsOpen || _trouble is not null || IsCluster) await ProbeAsync().ConfigureAwait(false);
                    if (_trouble is null && await refresh().ConfigureAwait(false)) await WatchEvictionsAsync().ConfigureAwait(false);
                }
                catch (Exception exception) when (!_stop.IsCancellationRequested)
                {
                    // A bug is no reason to look no more.
                    RedisLog.Broken(_logger, exception);
                }

                timer.Period = _trouble is null || _options.Probe < Trial ? _options.Probe : Trial;
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>A connection whose other end has gone without a word would be waited for as long as TCP does: new ones are tried beside it.</summary>
    /// <returns>Whether one of them answers, which is used from then on.</returns>
    private async Task<bool> ConnectAnewAsync()
    {
        ConnectionMultiplexer old = _multiplexer;
        Task<bool> again = RedisClient.AnswersAsync(old);
        while (!_stop.IsCancellationRequested)
        {
            ConnectionMultiplexer fresh = await RedisClient.ConnectAsync(_options, _options.Timeout / 2).ConfigureAwait(false);
            bool isBetter = await RedisClient.AnswersAsync(fresh).ConfigureAwait(false) && !(again.IsCompleted && await again.ConfigureAwait(false)) && !_stop.IsCancellationRequested;
            if (isBetter) _multiplexer = fresh;
            await (isBetter ? old : fresh).DisposeAsync().ConfigureAwait(false);
            if (!isBetter && !again.IsCompleted) continue;
            _isSilent = !isBetter && !await again.ConfigureAwait(false);
            return !_isSilent;
        }

        return false;
    }

    private async Task WatchEvictionsAsync()
    {
        try
        {
            _hasEvicted |= await _evictions.HasEvictedAsync(_multiplexer).ConfigureAwait(false);
            if (!_hasEvicted) return;
            await _epochs.LoseAllAsync(Database, Now()).ConfigureAwait(false);
            _hasEvicted = false;
        }
        catch (RedisServerException)
        {
            // Its user may not ask; or there is no room even for this, which the sessions meet too, and it is tried again.
        }
        catch (Exception exception) when (RedisFault.IsFailure(exception))
        {
            NoteFailure(exception, _failedAt);
        }
    }

    private async Task LearnTimeAsync()
    {
        RedisResult[] time = (RedisResult[])(await Database.ExecuteAsync("TIME").ConfigureAwait(false))!;
        NoteTime(DateTimeOffset.UnixEpoch.AddSeconds((long)time[0]).AddMicroseconds((long)time[1]).Ticks - Start.Ticks);
    }

    private async Task LearnEpochAsync(string key)
    {
        if (_options.Clock is null) await LearnTimeAsync().ConfigureAwait(false);
        await _epochs.LearnAsync(Database, key, Now()).ConfigureAwait(false);
    }

    /// <summary>A reservation of nothing that anybody counts, where the last call has failed: in a cluster the others may be well.</summary>
    private ScriptCall TrialCall()
    {
        ScriptCall call = new(_options.Prefix, new CounterLengths(), _failedAt);
        return call.Add(_options.Clock is { } clock ? clock() : RedisValue.EmptyString).Add("").Add(TimeSpan.TicksPerSecond).Add(0).Add(1).AddTrialCounter(Guid.NewGuid().ToString("N")).Add(-1).Add(0).Add("trial").Add(1).Add("");
    }

    private void NoteFailure(Exception exception, string epochKey)
    {
        string reason = (exception is RedisConnectionException ? _rejections.Text : null) ?? RedisFault.Describe(exception);
        (_trouble, _failedAt) = (reason, epochKey);
        if (exception is TimeoutException) _isSilent = true;
        if (exception is RedisServerException) _isRefusing = true;
        if (_breaker.Fail()) RedisLog.Unavailable(_logger, reason);
    }

    /// <param name="isTrial">Whether it shows that a server is well that has refused: it may answer what it need not write for, and take no reservation.</param>
    private void NoteSuccess(bool isTrial)
    {
        if (_isRefusing && !isTrial) return;
        _isRefusing = false;
        _rejections.Forget();
        // Before the breaker: a failure at the same moment leaves one of the two to be looked at.
        if (_trouble is not null) _trouble = null;
        if (_breaker.Succeed()) RedisLog.Available(_logger);
    }
}
