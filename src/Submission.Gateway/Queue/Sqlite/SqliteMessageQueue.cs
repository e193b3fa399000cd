using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Submission.Gateway.Queue.Storage;
using Submission.Smtp.Content;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>
/// The queue in a folder of this machine: an SQLite database, and files for large bodies. One process has it at a time. Thread-safe.
/// </summary>
public sealed partial class SqliteMessageQueue : IMessageQueue
{
    private const string SelectBody = "SELECT is_file, checksum, body FROM message WHERE number = ?1 AND id = ?2";
    private static readonly QueueHealth Low = new(false, "The disk of the queue is nearly full.");

    private readonly SqliteQueueOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FileStream _lock;
    private readonly QueueStore _store;
    private readonly SqliteWriter _writer;
    private readonly FreeSpace _space;
    private readonly QueueHealth _stalled;
    private bool _isDisposed;

    private SqliteMessageQueue(SqliteQueueOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _stalled = new QueueHealth(false, $"The disk of the queue has not answered for {options.StallTimeout.TotalSeconds:0} seconds.");
        QueueFiles files = new(options.Directory);
        _lock = QueueLock.Take(files);
        try
        {
            _store = new QueueStore(options, time, logger);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }

        _space = new FreeSpace(files.Directory, options.MinimumFreeSpace);
        _writer = new SqliteWriter(_store, time, logger);
    }

    /// <inheritdoc/>
    public QueueHealth Health
    {
        get
        {
            QueueHealth health = _writer.Health;
            if (!health.IsHealthy) return health;
            return _writer.BusyFor > _options.StallTimeout ? _stalled : _space.HasRoomFor(0) ? health : Low;
        }
    }

    /// <summary>Opens the queue, and makes it where there is none. Deliveries that were under way when it was last in use are due at once.</summary>
    /// <param name="options">How it is kept.</param>
    /// <param name="time">Where time comes from; it is read once, and then only how much has passed.</param>
    /// <param name="logger">Where damage and failures are told.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="QueueUnavailableException">Another process has the folder, or it cannot be used, or a newer version of this program has made it.</exception>
    public static SqliteMessageQueue Open(SqliteQueueOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logger);
        options.Validate();
        return new SqliteMessageQueue(options, time, logger);
    }

    /// <inheritdoc/>
    public bool HasRoomFor(long size) => _space.HasRoomFor(size);

    /// <inheritdoc/>
    public async ValueTask<QueueAddition> AddAsync(NewMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Recipients.Count == 0) throw new ArgumentException("A message has at least one recipient.", nameof(message));
        if (!_space.HasRoomFor(message.Body.Length)) return QueueAddition.NotStored(QueueAdditionOutcome.Full);
        if (_writer.BusyFor > _options.StallTimeout) return QueueAddition.NotStored(QueueAdditionOutcome.Unavailable);

        PreparedMessage? prepared;
        try
        {
            prepared = await PrepareAsync(message, mayClaim: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return QueueAddition.NotStored(NoteFileError(error));
        }

        if (prepared is null) return QueueAddition.NotStored(QueueAdditionOutcome.Unavailable);
        AddOperation operation = new(prepared);
        _ = _writer.RunAsync(operation);
        bool isStored = false;
        try
        {
            QueueAddition addition = await operation.WaitAsync(cancellationToken).ConfigureAwait(false);
            isStored = addition.Outcome == QueueAdditionOutcome.Stored;
            return addition;
        }
        finally
        {
            Settle(prepared, isStored);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<QueuedBody?> OpenBodyAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            return OpenBody(message);
        }
        catch (InvalidDataException error)
        {
            SqliteLog.MessageDamaged(_logger, message.Id, error.Message);
            await _writer.RunAsync(session => DeliveryWork.Hold(session, message, error.Message)).WaitAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CompleteAsync(QueuedDelivery claim, DeliveryResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(result);
        ImmutableArray<QueuedRecipient> remaining = DeliveryRules.Remaining(result.Recipients);
        return await _writer.RunAsync(session => DeliveryWork.Complete(session, claim, remaining, result)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<OwedNotices?> ClaimNoticesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _writer.RunAsync(session => NoticeWork.Claim(session, _options.Lease)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CompleteNoticesAsync(OwedNotices claim, NewMessage? notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        PreparedMessage? prepared = null;
        try
        {
            if (notice is not null) prepared = await PrepareAsync(notice, mayClaim: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            NoteFileError(error);
            throw new QueueUnavailableException($"The notice cannot be written: {error.Message}", error);
        }

        if (notice is not null && prepared is null) throw new QueueUnavailableException("A message with the notice's id is already in the queue.");
        bool isStored = false;
        try
        {
            return isStored = await _writer.RunAsync(session => NoticeWork.Complete(session, claim, prepared)).ConfigureAwait(false);
        }
        finally
        {
            if (prepared is not null) Settle(prepared, isStored);
        }
    }

    /// <inheritdoc/>
    public ValueTask WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => _store.Signal.WaitAsync(limit, _time, cancellationToken);

    /// <summary>Closes the queue once all is written that was asked for.</summary>
    public ValueTask DisposeAsync()
    {
        if (_isDisposed) return ValueTask.CompletedTask;
        _isDisposed = true;
        _writer.Dispose();
        _store.Dispose();
        _lock.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <returns>The message as it is written; <see langword="null"/> where one with its id is already here.</returns>
    private async ValueTask<PreparedMessage?> PrepareAsync(NewMessage message, bool mayClaim, CancellationToken cancellationToken)
    {
        if (message.Body.Length > _options.BodyInRow)
        {
            uint? checksum = await _store.Bodies.StageAsync(message.Id, message.Body, cancellationToken).ConfigureAwait(false);
            return checksum is null ? null : new PreparedMessage(message, default, checksum, mayClaim);
        }

        if (!message.Body.TryGetMemory(out ReadOnlyMemory<byte> body))
        {
            byte[] octets = new byte[message.Body.Length];
            int length = 0;
            int read;
            while (length < octets.Length && (read = await message.Body.ReadAsync(length, octets.AsMemory(length), cancellationToken).ConfigureAwait(false)) > 0) length += read;
            if (length < octets.Length) throw new IOException("The body is shorter than it should be.");
            body = octets;
        }

        return new PreparedMessage(message, body, null, mayClaim);
    }

    private void Settle(PreparedMessage prepared, bool isStored)
    {
        if (!prepared.IsFile) return;
        if (isStored) _store.Bodies.Keep(prepared.Id);
        else _store.Bodies.Discard(prepared.Id);
    }

    private QueueAdditionOutcome NoteFileError(Exception error)
    {
        if (WriteErrors.Classify(error) == WriteError.Full) return QueueAdditionOutcome.Full;
        _writer.ReportFailure($"The queue cannot be written: {error.Message}", isDamage: false);
        return QueueAdditionOutcome.Unavailable;
    }

    private QueuedBody? OpenBody(QueuedMessage message)
    {
        (bool isFound, bool isFile, uint checksum, byte[] octets) = Read(database =>
        {
            SqliteStatement row = database[SelectBody].Bind(1, message.Number).BindText(2, message.Id.ToString());
            if (!row.Step()) return (false, false, 0u, []);
            bool isFile = row.Integer(0) == 1;
            (bool, bool, uint, byte[]) found = (true, isFile, (uint)row.Integer(1), isFile ? [] : row.Octets(2).ToArray());
            row.Reset();
            return found;
        });
        if (!isFound) return null;
        if (!isFile) return Checksum.Of(octets) == checksum ? new QueuedBody(MessageBody.FromMemory(octets)) : throw new InvalidDataException("The body does not match its checksum.");
        SafeFileHandle file = _store.Bodies.Open(message.Id, message.Size, checksum);
        return new QueuedBody(MessageBody.FromFile(file, message.Size), file);
    }

    private T Read<T>(Func<SqliteDatabase, T> read)
    {
        try
        {
            return _store.Readers.Read(read);
        }
        catch (SqliteException error)
        {
            bool isDamage = WriteErrors.Classify(error) == WriteError.Damage;
            if (isDamage) _writer.ReportFailure("The queue's database is damaged.", isDamage: true);
            throw new QueueUnavailableException($"The queue cannot be read: {error.Message}", error);
        }
    }
}
