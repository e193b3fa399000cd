using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Submission.Gateway.Telemetry;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>
/// Listens for what other nodes and operators change, on a connection of its own that it makes anew when it is lost, and finds out when a database that failed works again.
/// </summary>
internal sealed class PostgresSignals : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly PostgresDatabase _database;
    private readonly string _schema;
    private readonly string _node = Guid.NewGuid().ToString("N");
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PostgresClock _clock;
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private CancellationTokenSource _failed = new();
    private Task _listening = Task.CompletedTask;

    public PostgresSignals(PostgresDatabase database, PostgresQueueOptions options, ILogger logger)
    {
        _clock = new PostgresClock(options.Schema, logger);
        (_database, _schema, _time, _logger) = (database, options.Schema, options.Time, logger);
        database.HasFailed = Interrupt;
    }

    public void Start() => _listening = ListenAsync();

    /// <summary>Lets a batch tell the other nodes, once it is committed, that something may be due.</summary>
    public void AddTo(NpgsqlBatch batch) => batch.Add("SELECT pg_notify($1, $2)").With(_schema).With(_node);

    /// <summary>Tells this node.</summary>
    public void Notify() => _changed.Writer.TryWrite(true);

    public async ValueTask WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_changed.Reader.TryRead(out _) || limit <= TimeSpan.Zero) return;
        using var time = new CancellationTokenSource(limit < TimeSpan.FromDays(1) ? limit : TimeSpan.FromDays(1), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            await _changed.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over.
            return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _database.HasFailed = null;
        await _end.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            TimeSpan pause = Pause;
            try
            {
                await ListenOnceAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (PostgresDatabase.IsFailure(error, _end.Token))
            {
                _database.Note(error);
            }
            catch (Exception error)
            {
                if (_end.IsCancellationRequested) return;
                GatewayLog.LoopFailed(_logger, "listening to the database", error);
                pause = Quiet;
            }

            await Task.Delay(pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenOnceAsync()
    {
        var connection = new NpgsqlConnection(_database.ListenerConnectionString);
        await using (connection.ConfigureAwait(false))
        {
            connection.Notification += (_, notification) =>
            {
                if (!string.Equals(notification.Payload, _node, StringComparison.Ordinal)) Notify();
            };
            await connection.OpenAsync(_end.Token).ConfigureAwait(false);
            await ExecuteAsync(connection, $"LISTEN {_schema}").ConfigureAwait(false);
            while (true)
            {
                CancellationToken failed = Failed();
                await ProbeAsync(connection).ConfigureAwait(false);
                // What was told while nobody listened, or the database was gone, is found by looking.
                if (!_database.Health.IsHealthy) Notify();
                // A failure since says more than the probe; it is looked at next.
                if (!failed.IsCancellationRequested) _database.NoteSuccess();
                while (await IsQuietAsync(connection, failed).ConfigureAwait(false))
                {
                }
            }
        }
    }

    /// <returns>Whether all is well; otherwise the database has failed elsewhere.</returns>
    private async Task<bool> IsQuietAsync(NpgsqlConnection connection, CancellationToken failed)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(failed, _end.Token);
        try
        {
            // A connection that nothing comes through may be dead.
            if (!await connection.WaitAsync(Quiet, either.Token).ConfigureAwait(false)) await CheckClockAsync(connection).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!_end.IsCancellationRequested)
        {
            await Task.Delay(Pause, _end.Token).ConfigureAwait(false);
            return false;
        }
    }

    // A write that is committed, for a database that only reads is of no use; where the disk was full, one that needs room.
    private async Task ProbeAsync(NpgsqlConnection connection)
    {
        if (_database.IsFull)
        {
            await ExecuteAsync(connection, $"INSERT INTO {_schema}.probe SELECT convert_to(repeat(md5(random()::text), 8192), 'UTF8')").ConfigureAwait(false);
            await ExecuteAsync(connection, $"DELETE FROM {_schema}.probe").ConfigureAwait(false);
        }

        await CheckClockAsync(connection).ConfigureAwait(false);
    }

    private async ValueTask CheckClockAsync(NpgsqlConnection connection)
    {
        if (await _clock.CheckAsync(connection, _end.Token).ConfigureAwait(false)) Notify();
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string statement)
    {
        using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(_end.Token).ConfigureAwait(false);
    }

    private CancellationToken Failed()
    {
        lock (_lock)
        {
            if (_failed.IsCancellationRequested) _failed = new CancellationTokenSource();
            return _failed.Token;
        }
    }

    private void Interrupt()
    {
        lock (_lock) _ = _failed.CancelAsync();
    }
}
