using Microsoft.Data.Sqlite;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>The tables, and what is done when a database is opened.</summary>
internal static class SqliteSchema
{
    public const long Version = 1;

    // A message and its deliveries take their numbers from one sequence: message n has the deliveries n to n + deliveries - 1, so that neither needs an index on the other.
    private const string Tables =
        """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE message(
          number INTEGER PRIMARY KEY, id TEXT NOT NULL, accepted_at INTEGER NOT NULL, size INTEGER NOT NULL, deliveries INTEGER NOT NULL, checksum INTEGER NOT NULL,
          is_file INTEGER NOT NULL, account TEXT, facts BLOB NOT NULL, prefix BLOB NOT NULL, body BLOB);
        CREATE UNIQUE INDEX message_id ON message(id);
        CREATE INDEX message_file ON message(number) WHERE is_file = 1;
        CREATE TABLE delivery(
          number INTEGER PRIMARY KEY, message INTEGER NOT NULL, destination TEXT NOT NULL, state INTEGER NOT NULL, next_at INTEGER NOT NULL, attempts INTEGER NOT NULL,
          token INTEGER NOT NULL, owes INTEGER NOT NULL, held_until INTEGER, hold_reason TEXT, sender TEXT NOT NULL, account TEXT, recipients BLOB NOT NULL, asked_at INTEGER);
        CREATE INDEX delivery_due ON delivery(destination, next_at) WHERE state = 0;
        CREATE INDEX delivery_held ON delivery(held_until) WHERE state = 2 AND held_until IS NOT NULL;
        CREATE TABLE notice(message INTEGER PRIMARY KEY, due_at INTEGER NOT NULL, token INTEGER NOT NULL);
        CREATE INDEX notice_due ON notice(due_at);
        CREATE TABLE suspension(destination TEXT PRIMARY KEY, reason TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER) WITHOUT ROWID;
        INSERT INTO meta VALUES('version', 1), ('sequence', 1), ('clock', 0);
        """;

    /// <summary>Opens the one connection that writes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximumPages">The most pages; 0 for no bound.</param>
    /// <param name="isNew">Whether the database had no tables.</param>
    /// <exception cref="SqliteException">It cannot be opened, or is damaged.</exception>
    /// <exception cref="QueueUnavailableException">It was made by a newer program.</exception>
    public static SqliteDatabase OpenWriter(string path, long maximumPages, out bool isNew)
    {
        SqliteDatabase database = SqliteDatabase.Open(path, isReadOnly: false, cacheKibibytes: 32 * 1024);
        try
        {
            database.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=67108864; PRAGMA secure_delete=0;");
            if (maximumPages > 0) database.Execute($"PRAGMA max_page_count={maximumPages}");
            isNew = database.Query("SELECT count(*) FROM sqlite_schema") == 0;
            if (isNew) database.Execute($"BEGIN IMMEDIATE;{Tables}PRAGMA user_version={Version};COMMIT;");
            else CheckVersion(database);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    // The version stands twice, so that one flipped bit is not taken for a newer program.
    private static void CheckVersion(SqliteDatabase database)
    {
        long inHeader = database.Query("PRAGMA user_version");
        long inTable = database.Query("SELECT value FROM meta WHERE name = 'version'");
        if (inHeader > Version && inTable > Version)
            throw new QueueUnavailableException($"The queue was made by a newer version of this program (format {inTable}; this one knows formats up to {Version}).");
        if (inTable != Version) throw new SqliteException("The queue's own table is damaged.", SQLitePCL.raw.SQLITE_CORRUPT);
        if (inHeader != Version) database.Execute($"PRAGMA user_version={Version}");
    }
}
