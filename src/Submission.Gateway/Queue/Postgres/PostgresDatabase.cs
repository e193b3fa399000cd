using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>The connections to the database, and whether it answers. Thread-safe.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const int Tries = 5;

    // The tables are empty at one moment and long at the next, so that what the database counted of them is always wrong: it would keep plans that read a whole table, made when
    // that was short. Each statement here has its index.
    private const string SessionSettings =
        "-c synchronous_commit=on -c default_transaction_isolation=read\\ committed -c idle_in_transaction_session_timeout=300s " +
        "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

    private readonly ILogger _logger;
    private readonly string? _password;
    private readonly NpgsqlDataSource _source;
    private volatile QueueHealth _health = QueueHealth.Good;
    private volatile bool _isFull;

    /// <exception cref="QueueUnavailableException">The connection string cannot be used.</exception>
    public PostgresDatabase(PostgresQueueOptions options, ILogger logger)
    {
        _logger = logger;
        if (Settings(options) is not { } settings)
            throw new QueueUnavailableException("The connection string of the queue's database cannot be read: it has a keyword or a value that Npgsql does not know.");
        _password = settings.Password;
        Server = $"{settings.Host}:{settings.Port}/{settings.Database}";
        _source = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
        settings.Pooling = false;
        settings.ApplicationName += " " + options.Schema;
        ListenerConnectionString = settings.ConnectionString;
    }

    /// <summary>Called when the database has failed.</summary>
    public Action? HasFailed { get; set; }

    /// <summary>Where it is, without secrets.</summary>
    public string Server { get; }

    /// <summary>For a connection that is not of the pool.</summary>
    public string ListenerConnectionString { get; }

    public QueueHealth Health => _health;

    public bool IsFull => _isFull;

    public ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>Does something with a connection; again where the database has undone it for the sake of another.</summary>
    /// <exception cref="QueueUnavailableException">The database has failed.</exception>
    public async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                NpgsqlConnection connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false)) return await work(connection, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException error) when (attempt < Tries && IsUndone(error))
            {
                continue;
            }
            catch (Exception error) when (IsFailure(error, cancellationToken))
            {
                throw new QueueUnavailableException(Note(error), error);
            }
        }
    }

    /// <summary>Whether an error is the database's: not a bug, and not the end of the wait.</summary>
    public static bool IsFailure(Exception error, CancellationToken cancellationToken) => error switch
    {
        OperationCanceledException => false,
        NpgsqlException { InnerException: OperationCanceledException } => !cancellationToken.IsCancellationRequested,
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether the database has undone a transaction that may be tried again as it is.</summary>
    public static bool IsUndone(PostgresException error) => error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>Notes a failure.</summary>
    /// <returns>The failure for people.</returns>
    public string Note(Exception error)
    {
        string reason = Describe(error);
        if (error is PostgresException { SqlState: PostgresErrorCodes.DiskFull }) _isFull = true;
        else if (error is not PostgresException answer || IsEnd(answer)) _source.Clear();
        bool wasGood = Interlocked.Exchange(ref _health, new QueueHealth(false, reason)).IsHealthy;
        if (wasGood) _logger.Lost(reason);
        HasFailed?.Invoke();
        return reason;
    }

    /// <summary>Notes that the database works.</summary>
    public void NoteSuccess()
    {
        _isFull = false;
        if (_health.IsHealthy) return;
        _health = QueueHealth.Good;
        _logger.Recovered();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>Whether the server ends, with all connections to it.</summary>
    private static bool IsEnd(PostgresException error) => error.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow;

    private static NpgsqlConnectionStringBuilder? Settings(PostgresQueueOptions options)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
            {
                AutoPrepareMinUsages = 2,
                CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds),
                CancellationTimeout = 1000,
                NoResetOnClose = true,
                Enlist = false,
                TcpKeepAlive = true,
                PersistSecurityInfo = false,
            };
            if (!IsSet("Timeout")) settings.Timeout = 5;
            if (!IsSet("Maximum Pool Size")) settings.MaxPoolSize = 24;
            if (!IsSet("Max Auto Prepare")) settings.MaxAutoPrepare = 64;
            if (!IsSet("Application Name")) settings.ApplicationName = "submission-gateway";
            bool IsSet(string key) => settings.Keys.Contains(key, StringComparer.OrdinalIgnoreCase);
            settings.Options = $"{settings.Options} {SessionSettings}".TrimStart();
            return settings;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException or NotSupportedException)
        {
            // The error may quote what cannot be read, and that may be the password.
            return null;
        }
    }

    private string Describe(Exception error)
    {
        string text = error switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } full => $"PostgreSQL at {Server} has no room: {full.MessageText}.",
            PostgresException answer => $"PostgreSQL at {Server} answers {answer.SqlState}: {answer.MessageText}.",
            { InnerException: TimeoutException } or TimeoutException => $"PostgreSQL at {Server} does not answer in time.",
            _ => $"PostgreSQL at {Server} is out of reach: {(error.InnerException ?? error).Message}.",
        };
        return string.IsNullOrEmpty(_password) ? text : text.Replace(_password, "…", StringComparison.Ordinal);
    }
}
