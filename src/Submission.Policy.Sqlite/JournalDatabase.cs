using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Submission.Policy.Counters;

namespace Submission.Policy.Sqlite;

/// <summary>The one connection to the database of a journal. Not thread-safe; every failure is a <see cref="SqliteException"/>.</summary>
internal sealed class JournalDatabase : IDisposable
{
    private const string Tables =
        """
        CREATE TABLE IF NOT EXISTS log(number INTEGER PRIMARY KEY, content BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS part(id INTEGER PRIMARY KEY, round INTEGER NOT NULL, number INTEGER NOT NULL, content BLOB NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS part_number ON part(round, number);
        """;

    // Where the version of the format for writers stands; SQLite writes nothing to a file of a later one than it knows.
    private const int WriterVersionAt = 18;
    private const int NewestWriterVersion = 2;

    private readonly SqliteConnection _connection;
    private readonly bool _isOfOtherFormat;

    private JournalDatabase(SqliteConnection connection, bool isOfOtherFormat) => (_connection, _isOfOtherFormat) = (connection, isOfOtherFormat);

    public static JournalDatabase Open(string path)
    {
        // Before SQLite has the file: where any handle of it is closed, the locks of all are gone.
        bool isOfOtherFormat = IsOfOtherFormat(path);
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            connection.Open();
            JournalDatabase database = new(connection, isOfOtherFormat);
            database.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=33554432; PRAGMA cell_size_check=ON;" + Tables);
            return database;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads every record that can be read.</summary>
    /// <returns>What could not be read; <see langword="null"/> where everything could.</returns>
    public string? ReadAll(ImmutableArray<CounterJournalRecord>.Builder records)
    {
        string? log = Read("SELECT 0, number, content FROM log ORDER BY number", records);
        string? parts = Read("SELECT round, number, content FROM part ORDER BY id", records);
        if (log is null && parts is null) return _isOfOtherFormat ? "the database can be read, but not written, for its first page tells another format" : null;

        // Behind what is damaged there may be more; it can be reached from the other end.
        HashSet<(long, long)> known = [.. records.Select(static record => (record.Round, record.Number))];
        ImmutableArray<CounterJournalRecord>.Builder more = ImmutableArray.CreateBuilder<CounterJournalRecord>();
        if (log is not null) Read("SELECT 0, number, content FROM log ORDER BY number DESC", more);
        if (parts is not null) Read("SELECT round, number, content FROM part ORDER BY id DESC", more);
        records.AddRange(more.Where(record => known.Add((record.Round, record.Number))));
        return log is null || parts is null ? log ?? parts : $"{log}; {parts}";
    }

    public void Write(CounterJournalChange change)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        foreach (CounterJournalRecord record in change.Added) Add(record);
        if (change.CompletedRound > 0)
            Execute(string.Create(CultureInfo.InvariantCulture, $"DELETE FROM part WHERE round <> {change.CompletedRound}; DELETE FROM log WHERE number <= {change.CoveredLog};"));
        transaction.Commit();
    }

    public void Dispose() => _connection.Dispose();

    private static bool IsOfOtherFormat(string path)
    {
        if (!File.Exists(path)) return false;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Position = WriterVersionAt;
        return file.ReadByte() > NewestWriterVersion;
    }

    // A parameter with octets would have to be an array of just that length: a new one for each part of a snapshot, and large.
    private void Add(CounterJournalRecord record)
    {
        bool isPart = record.Round != 0;
        using SqliteCommand add = _connection.CreateCommand();
        add.CommandText = isPart
            ? "INSERT OR REPLACE INTO part(round, number, content) VALUES($round, $number, zeroblob($length)) RETURNING id"
            : "INSERT OR REPLACE INTO log(number, content) VALUES($number, zeroblob($length)) RETURNING number";
        if (isPart) add.Parameters.AddWithValue("$round", record.Round);
        add.Parameters.AddWithValue("$number", record.Number);
        add.Parameters.AddWithValue("$length", record.Content.Length);
        long row = (long)add.ExecuteScalar()!;
        using SqliteBlob content = new(_connection, isPart ? "part" : "log", "content", row);
        content.Write(record.Content.Span);
    }

    private string? Read(string query, ImmutableArray<CounterJournalRecord>.Builder records)
    {
        try
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = query;
            using SqliteDataReader reader = command.ExecuteReader();
            string? damage = null;
            while (reader.Read())
            {
                if (reader.GetValue(0) is long round && reader.GetValue(1) is long number && reader.GetValue(2) is byte[] content) records.Add(new CounterJournalRecord(round, number, content));
                else damage = "a record of the database is none";
            }

            return damage;
        }
        catch (SqliteException exception) when (JournalErrors.IsDamage(exception))
        {
            return $"the database can be read in part only ({exception.Message})";
        }
        catch (Exception exception) when (exception is InvalidOperationException or OutOfMemoryException or FormatException)
        {
            return $"a record of the database is none ({exception.Message})";
        }
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
