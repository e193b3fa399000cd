using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Submission.Policy.Counters;

namespace Submission.Policy.Sqlite;

/// <summary>
/// A journal of counters in a folder of its own: an SQLite database in WAL mode, synced with every change, a lock that keeps other processes out, and beside them the
/// number of the last record, so that a log that was cut off is noticed. Used by one thread at a time.
/// </summary>
public sealed class SqliteCounterJournal : ICounterJournal
{
    private const string DatabaseName = "counters.db";
    private const string LockName = "counters.lock";

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly JournalHead _head;
    private JournalDatabase? _database;

    private SqliteCounterJournal(string folder, FileStream held)
    {
        (_folder, _lock) = (folder, held);
        _head = new JournalHead(folder);
    }

    private string DatabasePath => Path.Combine(_folder, DatabaseName);

    /// <summary>Takes a folder for this process; it is made where it is missing.</summary>
    /// <param name="folder">The path of the folder.</param>
    /// <returns>The journal.</returns>
    /// <exception cref="CounterJournalException">Another process has it, or it cannot be made or written.</exception>
    public static SqliteCounterJournal Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, LockName);
        try
        {
            Directory.CreateDirectory(folder);
            return new SqliteCounterJournal(folder, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string why = File.Exists(path) && exception is IOException ? "is in use by another process, which has its counters there" : "cannot be used";
            throw new CounterJournalException($"The counters' folder {folder} {why}: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public CounterJournalContent Load()
    {
        ImmutableArray<CounterJournalRecord>.Builder records = ImmutableArray.CreateBuilder<CounterJournalRecord>();
        string? damage = null;
        try
        {
            _database = JournalDatabase.Open(DatabasePath);
            damage = _database.ReadAll(records);
        }
        catch (SqliteException exception) when (JournalErrors.IsDamage(exception))
        {
            damage = $"the database cannot be read ({exception.Message})";
        }
        catch (Exception exception) when (JournalErrors.IsOfTheDisk(exception))
        {
            throw JournalErrors.Of(DatabasePath, exception);
        }

        return new CounterJournalContent(records.ToImmutable(), _head.Read(), damage);
    }

    /// <inheritdoc/>
    public void Write(CounterJournalChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        try
        {
            _database ??= JournalDatabase.Open(DatabasePath);
            _database.Write(change);
            foreach (CounterJournalRecord record in change.Added)
            {
                if (record.Round == 0) _head.Write(record.Number);
            }
        }
        catch (Exception exception) when (JournalErrors.IsOfTheDisk(exception))
        {
            // After an error nobody knows what is on disk; a connection that is opened anew reads what is.
            Close();
            throw JournalErrors.Of(DatabasePath, exception);
        }
    }

    /// <inheritdoc/>
    public string StartAnew()
    {
        Close();
        try
        {
            string aside = Aside();
            Directory.CreateDirectory(aside);
            foreach (string suffix in new[] { "", "-wal", "-shm" })
            {
                if (File.Exists(DatabasePath + suffix)) File.Move(DatabasePath + suffix, Path.Combine(aside, DatabaseName + suffix));
            }

            _database = JournalDatabase.Open(DatabasePath);
            return aside;
        }
        catch (Exception exception) when (JournalErrors.IsOfTheDisk(exception))
        {
            throw JournalErrors.Of(DatabasePath, exception);
        }
    }

    /// <summary>Closes the journal and gives the folder back.</summary>
    public void Dispose()
    {
        Close();
        _head.Dispose();
        _lock.Dispose();
    }

    private string Aside()
    {
        for (int i = 1; ; i++)
        {
            string folder = Path.Combine(_folder, $"damaged-{i}");
            if (!Directory.Exists(folder)) return folder;
        }
    }

    private void Close()
    {
        _database?.Dispose();
        _database = null;
    }
}
