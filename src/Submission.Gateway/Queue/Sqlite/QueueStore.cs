using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>
/// The database with all that hangs on it being open: the connection that writes, the ones that read, the copying of the log, and what memory knows of it. Opens it, repairs it, closes
/// it. Used by the writer's thread alone, except where a member says otherwise.
/// </summary>
internal sealed class QueueStore : IDisposable
{
    // Where it could not be deleted it is still there.
    private const string AddProbe = "INSERT OR REPLACE INTO meta VALUES('probe', zeroblob(131072))";
    private const string DeleteProbe = "DELETE FROM meta WHERE name = 'probe'";
    private const string DeleteMessage = "DELETE FROM message WHERE id = ?1 RETURNING number, deliveries";
    private const string DeleteDeliveries = "DELETE FROM delivery WHERE number >= ?1 AND number < ?2";
    private const int TriesOnOldConnection = 20;

    private readonly SqliteQueueOptions _options;
    private readonly ILogger _logger;
    private readonly List<TransactionId> _uncertain = [];
    private SqliteDatabase? _database;
    private Checkpointer? _checkpointer;
    private int _tries;
    private bool _isDamaged;
    private string? _damagedFolder;

    public QueueStore(SqliteQueueOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _logger) = (options, logger);
        Files = new QueueFiles(options.Directory);
        Bodies = new BodyFiles(Files, logger);
        Readers = new ReaderPool(Files.Database);
        bool isNew = Start(time, out int underWay);
        Sweep(isNew, time.GetUtcNow());
        _checkpointer = new Checkpointer(Files.Database, logger);
        SqliteLog.Opened(logger, Files.Directory, underWay);
    }

    public QueueFiles Files { get; }

    /// <summary>Thread-safe.</summary>
    public BodyFiles Bodies { get; }

    /// <summary>Thread-safe.</summary>
    public ReaderPool Readers { get; }

    /// <summary>Thread-safe.</summary>
    public QueueClock Clock { get; private set; }

    /// <summary>Thread-safe.</summary>
    public QueueSignal Signal { get; } = new();

    /// <summary>Thread-safe.</summary>
    public SuspensionList Suspensions { get; } = new();

    public WriteSession Session { get; private set; }

    /// <summary>Does what was put off until the commit.</summary>
    public void Publish(WriteSession session)
    {
        if (session.ChangesSuspensions) Suspensions.Load(session.Database);
        foreach (TransactionId id in session.GoneFiles) ThreadPool.UnsafeQueueUserWorkItem(static work => work.Bodies.Remove(work.Id), (Bodies, Id: id), preferLocal: false);
        if (session.Wakes) Signal.Set();
    }

    /// <summary>Sees to it that the log stays short.</summary>
    public void AfterCommit()
    {
        if (_database is null) return;
        try
        {
            _checkpointer?.AfterCommit(_database);
        }
        catch (SqliteException error)
        {
            SqliteLog.CheckpointFailed(_logger, error);
        }
    }

    public void RollBack()
    {
        _database?.Rollback();
        Session.RolledBack();
    }

    /// <summary>Notes messages whose commit is about to fail: the disk may hold them all the same, and they are removed once it answers.</summary>
    public void NoteUncertain(List<TransactionId> ids) => _uncertain.AddRange(ids);

    public void ForgetUncertain() => _uncertain.Clear();

    /// <summary>Tries to write as much as a large row.</summary>
    public void Probe()
    {
        if (_database is null) return;
        _database[AddProbe].Run();
        _database[DeleteProbe].Run();
    }

    /// <summary>Tries once to bring the database back.</summary>
    /// <param name="isDamaged">Whether it was found to be damaged; kept in mind until that is repaired, however many tries it takes.</param>
    /// <param name="reason">Why it is not back.</param>
    public bool TryHeal(bool isDamaged, out string? reason)
    {
        reason = null;
        _isDamaged |= isDamaged;
        try
        {
            // What was acknowledged is copied out of the log by the connection that knows where it ends; a new one might take what failed for stored.
            if (!_isDamaged && _database is not null && _tries++ < TriesOnOldConnection) Empty(_database);
            Close();
            // A try that failed after the old database was moved away: to open it now would be to begin with an empty one.
            if (SqliteSalvage.Finish(Files)) _isDamaged = false;
            if (_isDamaged)
            {
                _damagedFolder = SqliteSalvage.Run(Files, "an error while it was in use", DateTimeOffset.UtcNow, _logger);
                _isDamaged = false;
            }

            // Who has begun to read meanwhile reads what was moved away.
            Readers.Reset();
            _database = SqliteSchema.OpenWriter(Files.Database, _options.MaximumPages, out _);
            Empty(_database);
            RemoveUncertain(_database);
            Probe();
            Bodies.Probe();
            Session = new WriteSession(_database, Clock);
            _checkpointer = new Checkpointer(Files.Database, _logger);
            _tries = 0;
            return true;
        }
        catch (Exception error)
        {
            reason = $"The queue cannot be written: {error.Message}";
            if (!isDamaged && WriteErrors.Classify(error) == WriteError.Damage) return TryHeal(isDamaged: true, out reason);
            return false;
        }
    }

    public void Dispose()
    {
        Readers.Dispose();
        Bodies.Dispose();
        try
        {
            Close();
        }
        catch (SqliteException error)
        {
            SqliteLog.CheckpointFailed(_logger, error);
        }
    }

    private static void Empty(SqliteDatabase database)
    {
        (int logged, _) = database.Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE);
        if (logged != 0) throw new IOException("the log could not be emptied");
    }

    [MemberNotNull(nameof(_database), nameof(Clock), nameof(Session))]
    private bool Start(TimeProvider time, out int underWay)
    {
        try
        {
            SqliteSalvage.Finish(Files);
            try
            {
                // A flipped bit in its header can make a database one that may only be read; a folder that may only be read makes the repair fail too.
                return Load(time, out underWay);
            }
            catch (SqliteException error) when (WriteErrors.Classify(error) is WriteError.Damage or WriteError.Operation || error.SqliteErrorCode == raw.SQLITE_READONLY)
            {
                _database?.Dispose();
                _damagedFolder = SqliteSalvage.Run(Files, error.Message, time.GetUtcNow(), _logger);
                return Load(time, out underWay);
            }
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            _database?.Dispose();
            throw new QueueUnavailableException($"The queue in {Files.Directory} cannot be opened: {error.Message}", error);
        }
    }

    [MemberNotNull(nameof(_database), nameof(Clock), nameof(Session))]
    private bool Load(TimeProvider time, out int underWay)
    {
        _database = SqliteSchema.OpenWriter(Files.Database, _options.MaximumPages, out bool isNew);
        QueueRecovery.Check(_database);
        ClockReset.Run(_database, time.GetUtcNow().ToUnixTimeMilliseconds(), _logger);
        Clock = new QueueClock(time, ClockReset.Latest(_database));
        Session = new WriteSession(_database, Clock);
        underWay = QueueRecovery.Run(_database, Clock.Now);
        Suspensions.Load(_database);
        return isNew;
    }

    private void Sweep(bool isNew, DateTimeOffset now)
    {
        // A new database beside bodies that are there: the old one was lost.
        if (isNew && _damagedFolder is null && Directory.EnumerateFiles(Files.Bodies, "*", SearchOption.AllDirectories).Any()) _damagedFolder = Files.MakeDamagedFolder(now);
        SqliteStatement known = _database!["SELECT 1 FROM message WHERE id = ?1 AND is_file = 1"];
        Bodies.Sweep(
            name =>
            {
                bool isKnown = known.BindText(1, name).Step();
                known.Reset();
                return isKnown;
            },
            _damagedFolder);
    }

    private void RemoveUncertain(SqliteDatabase database)
    {
        if (_uncertain.Count == 0) return;
        database.Execute("BEGIN IMMEDIATE");
        foreach (TransactionId id in _uncertain)
        {
            SqliteStatement message = database[DeleteMessage].BindText(1, id.ToString());
            if (message.Step())
            {
                (long first, long count) = (message.Integer(0), message.Integer(1));
                message.Reset();
                database[DeleteDeliveries].Bind(1, first).Bind(2, first + count).Run();
            }
        }

        database.Execute("COMMIT");
        _uncertain.Clear();
    }

    private void Close()
    {
        _checkpointer?.Dispose();
        _checkpointer = null;
        Readers.Reset();
        _database?.Dispose();
        _database = null;
    }
}
