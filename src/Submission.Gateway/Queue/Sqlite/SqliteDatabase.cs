using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>One connection to a database file, with the statements that were prepared on it. Not thread-safe.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(ReferenceEqualityComparer.Instance);

    private SqliteDatabase(SqliteConnection connection) => _connection = connection;

    private sqlite3 Handle => _connection.Handle ?? throw new ObjectDisposedException(nameof(SqliteDatabase));

    /// <summary>Opens the file.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteDatabase Open(string path, bool isReadOnly, int cacheKibibytes)
    {
        SqliteConnectionStringBuilder text = new() { DataSource = path, Pooling = false, Mode = isReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate, DefaultTimeout = 5 };
        SqliteConnection connection = new(text.ToString());
        try
        {
            connection.Open();
            SqliteDatabase database = new(connection);
            raw.sqlite3_busy_timeout(database.Handle, 5000);
            database.Execute($"PRAGMA cache_size=-{cacheKibibytes}; PRAGMA temp_store=MEMORY;");
            return database;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A prepared statement; the text is told from others by its reference, so that it must be a constant.</summary>
    public SqliteStatement this[string sql]
    {
        get
        {
            if (!_statements.TryGetValue(sql, out SqliteStatement? statement)) _statements.Add(sql, statement = new SqliteStatement(Handle, sql));
            return statement;
        }
    }

    /// <summary>A statement that is used once.</summary>
    public SqliteStatement Prepare(string sql) => new(Handle, sql);

    /// <summary>How many pages this connection has written since it was last asked.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out int current, out _, 1);
        return current;
    }

    /// <summary>Runs statements whose rows do not matter.</summary>
    public void Execute(string sql)
    {
        int code = raw.sqlite3_exec(Handle, sql);
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, Handle);
    }

    /// <summary>The first column of the first row.</summary>
    public long Query(string sql)
    {
        using SqliteStatement statement = new(Handle, sql);
        return statement.Step() ? statement.Integer(0) : 0;
    }

    /// <summary>Copies pages from the log into the database.</summary>
    /// <param name="mode">One of <c>SQLITE_CHECKPOINT_*</c>.</param>
    /// <returns>How many pages the log has, and how many of them are copied; both -1 where another checkpoint is running.</returns>
    public (int Logged, int Copied) Checkpoint(int mode)
    {
        int code = raw.sqlite3_wal_checkpoint_v2(Handle, null!, mode, out int logged, out int copied);
        if (code == raw.SQLITE_BUSY) return (-1, -1);
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, Handle);
        return (logged, copied);
    }

    /// <summary>Ends a transaction that may have ended already.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(Handle) == 0) raw.sqlite3_exec(Handle, "ROLLBACK");
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values) statement.Dispose();
        _statements.Clear();
        _connection.Dispose();
    }
}
