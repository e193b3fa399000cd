using Microsoft.Data.Sqlite;
using SQLitePCL;
using Submission.Policy.Counters;

namespace Submission.Policy.Sqlite;

/// <summary>Tells errors of the disk and of the database apart.</summary>
internal static class JournalErrors
{
    public static bool IsDamage(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT or raw.SQLITE_SCHEMA or raw.SQLITE_ERROR or raw.SQLITE_MISMATCH };

    public static bool IsOfTheDisk(Exception exception) => exception is SqliteException or IOException or UnauthorizedAccessException;

    public static CounterJournalException Of(string path, Exception exception)
    {
        string what = exception is SqliteException { SqliteErrorCode: raw.SQLITE_FULL }
            ? "There is no room"
            : IsDamage(exception) ? "It is damaged" : "It cannot be read or written";
        return new CounterJournalException($"{what}: {path}: {exception.Message}", exception, IsDamage(exception));
    }
}
