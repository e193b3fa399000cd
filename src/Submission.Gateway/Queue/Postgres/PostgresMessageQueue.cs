using Microsoft.Extensions.Logging;
using Npgsql;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>
/// The queue of one node or of many in a PostgreSQL database, version 15 or newer, bodies and all: any node accepts, any delivers. Thread-safe.
/// </summary>
/// <remarks>
/// What is claimed belongs to one node until its lease ends, by the database's clock. Each claim has a token that no other has, and each change asks for it, so that a node that
/// comes back after its lease changes nothing. Where the connection is lost while a transaction ends, nobody knows whether it was done, and it is taken as not done: an added message
/// is then told as <see cref="QueueAdditionOutcome.Unavailable"/> and may be there all the same, once and complete, to be delivered, and after any other call that ended in a
/// <see cref="QueueUnavailableException"/> the change may have been made; asked for again, it is refused or changes nothing. The disk's word is taken from PostgreSQL, which is
/// why a database with <c>fsync</c> or <c>full_page_writes</c> off is refused, and <c>synchronous_commit</c> is on for the queue's transactions whatever the default.
/// </remarks>
public sealed partial class PostgresMessageQueue : IMessageQueue
{
    private readonly PostgresDatabase _database;
    private readonly PostgresNumbers _numbers;
    private readonly PostgresSignals _signals;
    private readonly PostgresInsertion _insertion;
    private readonly PostgresAdder _adder;
    private readonly PostgresRemover _remover;
    private readonly PostgresBodies _bodies;
    private readonly PostgresQueueOptions _options;
    private readonly ILogger _logger;
    private readonly PostgresStatements _statements;
    private readonly PostgresOperations _operations;

    private PostgresMessageQueue(PostgresDatabase database, PostgresQueueOptions options, ILogger logger)
    {
        (_database, _options, _logger) = (database, options, logger);
        _numbers = new PostgresNumbers(options.Schema);
        _signals = new PostgresSignals(database, options, logger);
        _insertion = new PostgresInsertion(options, _numbers, _signals);
        _adder = new PostgresAdder(database, _insertion, logger);
        _bodies = new PostgresBodies(options);
        _statements = new PostgresStatements(options.Schema);
        _operations = new PostgresOperations(options.Schema);
        _remover = new PostgresRemover(database, _statements);
    }

    /// <inheritdoc/>
    public QueueHealth Health => _database.Health;

    /// <summary>Opens the queue; its schema and tables are made where they are missing.</summary>
    /// <param name="options">How it works.</param>
    /// <param name="logger">Where it logs.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="QueueUnavailableException">An option is wrong, the database cannot be reached, would not keep what it calls stored, or holds the queue of a newer program.</exception>
    public static async Task<PostgresMessageQueue> OpenAsync(PostgresQueueOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        if (options.Fault() is { } fault) throw new QueueUnavailableException(fault);
        var database = new PostgresDatabase(options, logger);
        try
        {
            await database.RunAsync(
                async (connection, end) =>
                {
                    await PostgresDurability.VerifyAsync(connection, end).ConfigureAwait(false);
                    await PostgresSchema.PrepareAsync(connection, options.Schema, end).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        var queue = new PostgresMessageQueue(database, options, logger);
        queue._signals.Start();
        logger.Opened(database.Server, options.Schema, options.NodeName, options.EffectiveLease);
        return queue;
    }

    /// <inheritdoc/>
    public bool HasRoomFor(long size) => !_database.IsFull;

    /// <inheritdoc/>
    public ValueTask<QueueAddition> AddAsync(NewMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Recipients.Count == 0) throw new ArgumentException("A message has at least one recipient.", nameof(message));
        return AddAsync();

        async ValueTask<QueueAddition> AddAsync()
        {
            QueueAddition addition = await _adder.AddAsync(message, cancellationToken).ConfigureAwait(false);
            if (addition.Outcome == QueueAdditionOutcome.Stored && !message.IsClaimed && message.HoldReason is null) _signals.Notify();
            return addition;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<QueuedBody?> OpenBodyAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            return await _database.RunAsync((connection, end) => _bodies.OpenAsync(connection, message, end), cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException error)
        {
            _logger.DamagedBody(message.Id, error.Message);
            await HoldAsync(new QueueFilter { Id = message.Id }, error.Message, null, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => _signals.WaitAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _adder.DisposeAsync().ConfigureAwait(false);
        await _remover.DisposeAsync().ConfigureAwait(false);
        await _signals.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
        _numbers.Dispose();
    }
}
