using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>
/// A prepared statement, bound and read without the objects that ADO.NET makes for each command: most of the queue's work is statements of a few microseconds.
/// Parameters count from 1, columns from 0. Not thread-safe.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <exception cref="SqliteException">It cannot be prepared.</exception>
    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public SqliteStatement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, long? value) => value is { } given ? Bind(parameter, given) : BindNull(parameter);

    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, parameter, 0) : raw.sqlite3_bind_blob(_statement, parameter, value));
        return this;
    }

    public SqliteStatement BindText(int parameter, string? value)
    {
        if (value is null) return BindNull(parameter);
        if (value.Length > 300)
        {
            Check(raw.sqlite3_bind_text(_statement, parameter, value));
            return this;
        }

        Span<byte> text = stackalloc byte[900];
        int length = Encoding.UTF8.GetBytes(value, text);
        Check(length == 0 ? raw.sqlite3_bind_text(_statement, parameter, "") : raw.sqlite3_bind_text(_statement, parameter, text[..length]));
        return this;
    }

    public SqliteStatement BindNull(int parameter)
    {
        Check(raw.sqlite3_bind_null(_statement, parameter));
        return this;
    }

    /// <summary>Goes to the next row. Without one, or with an error, the statement is ready for its next use.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE)
        {
            raw.sqlite3_reset(_statement);
            return false;
        }

        SqliteException? error = null;
        try
        {
            SqliteException.ThrowExceptionForRC(code, _database);
        }
        catch (SqliteException thrown)
        {
            error = thrown;
        }

        raw.sqlite3_reset(_statement);
        throw error ?? new SqliteException("SQLite gave an answer that it should not give.", code);
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <returns>How many rows it has changed.</returns>
    public int Run()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(_database);
    }

    /// <summary>Makes the statement ready for its next use where not all rows were read.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? OptionalInteger(int column) => IsNull(column) ? null : Integer(column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    public string? OptionalText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The octets of a column, until the next step.</summary>
    public ReadOnlySpan<byte> Octets(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Binds a column of the current row to a parameter of another statement, whatever it holds.</summary>
    public void CopyTo(int column, SqliteStatement target, int parameter)
    {
        int type = raw.sqlite3_column_type(_statement, column);
        if (type == raw.SQLITE_INTEGER) target.Bind(parameter, Integer(column));
        else if (type == raw.SQLITE_TEXT) target.BindText(parameter, Text(column));
        else if (type == raw.SQLITE_BLOB) target.Bind(parameter, Octets(column));
        else target.BindNull(parameter);
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, _database);
    }
}
