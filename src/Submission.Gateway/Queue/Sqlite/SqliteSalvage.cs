using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>Reads what can be read out of a damaged database into a fresh one, and moves the damaged one away.</summary>
internal static class SqliteSalvage
{
    private static readonly (string Table, string Key, string Columns)[] Tables =
    [
        ("message", "number", "number, id, accepted_at, size, deliveries, checksum, is_file, account, facts, prefix, body"),
        ("delivery", "number", "number, message, destination, state, next_at, attempts, token, owes, held_until, hold_reason, sender, account, recipients, asked_at"),
        ("notice", "message", "message, due_at, token"),
        ("suspension", "destination", "destination, reason, since, until"),
    ];

    /// <summary>Ends what was begun and came to no end: the process died, or the disk failed, in the middle of it.</summary>
    /// <returns>Whether what was read out of a damaged database is the database now.</returns>
    public static bool Finish(QueueFiles files)
    {
        if (!File.Exists(files.Salvaged)) return false;
        if (File.Exists(files.Database))
        {
            QueueFiles.Delete(files.Salvaged); // it was not complete
            return false;
        }

        TakePlace(files);
        return true;
    }

    /// <summary>Does it. Nothing may have the database open.</summary>
    /// <returns>The folder where the damaged database lies now.</returns>
    public static string Run(QueueFiles files, string reason, DateTimeOffset now, ILogger logger)
    {
        QueueFiles.Delete(files.Salvaged);
        (long messages, long deliveries) = (0, 0);
        using (SqliteDatabase target = SqliteSchema.OpenWriter(files.Salvaged, 0, out _))
        {
            try
            {
                using SqliteDatabase source = SqliteDatabase.Open(files.Database, isReadOnly: false, cacheKibibytes: 4096);
                source.Execute("PRAGMA cell_size_check=1");
                foreach ((string table, string key, string columns) in Tables) Copy(source, target, table, key, columns);
            }
            catch (SqliteException)
            {
                // It cannot be opened at all.
            }

            target.Execute(
                """
                BEGIN;
                DELETE FROM delivery WHERE message NOT IN (SELECT number FROM message);
                DELETE FROM message WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.number >= message.number AND d.number < message.number + message.deliveries AND d.message = message.number);
                DELETE FROM delivery WHERE message NOT IN (SELECT number FROM message);
                DELETE FROM notice WHERE message NOT IN (SELECT number FROM message);
                INSERT OR IGNORE INTO notice SELECT DISTINCT message, 0, 0 FROM delivery WHERE owes = 1;
                UPDATE meta SET value = 1000000 + max((SELECT ifnull(max(number), 0) FROM delivery), (SELECT ifnull(max(token), 0) FROM delivery), (SELECT ifnull(max(token), 0) FROM notice)) WHERE name = 'sequence';
                COMMIT;
                """);
            messages = target.Query("SELECT count(*) FROM message");
            deliveries = target.Query("SELECT count(*) FROM delivery");
            target.Checkpoint(SQLitePCL.raw.SQLITE_CHECKPOINT_TRUNCATE);
        }

        string folder = files.MakeDamagedFolder(now);
        foreach (string file in QueueFiles.Of(files.Database))
        {
            if (File.Exists(file)) File.Move(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        TakePlace(files);
        SqliteLog.Salvaged(logger, reason, folder, messages, deliveries);
        return folder;
    }

    private static void TakePlace(QueueFiles files)
    {
        // The log of the one that was moved away would be taken for that of the new one; what it held is in that.
        foreach (string file in QueueFiles.Of(files.Database))
        {
            if (!string.Equals(file, files.Database, StringComparison.Ordinal)) File.Delete(file);
        }

        File.Move(files.Salvaged, files.Database);
        DirectorySync.Flush(files.Directory);
    }

    // Forwards until the damage, then backwards until the damage: what lies in between cannot be reached.
    private static void Copy(SqliteDatabase source, SqliteDatabase target, string table, string key, string columns)
    {
        string marks = string.Join(", ", columns.Split(", ").Select(static (_, i) => $"?{i + 1}"));
        int count = columns.Split(", ").Length;
        target.Execute("BEGIN");
        string insert = $"INSERT OR IGNORE INTO {table}({columns}) VALUES({marks})";
        foreach (string order in new[] { "ASC", "DESC" })
        {
            try
            {
                string select = $"SELECT {columns} FROM {table} NOT INDEXED ORDER BY {key} {order}";
                SqliteStatement rows = source[select];
                while (rows.Step()) Insert(rows, target[insert], count);
                break;
            }
            catch (SqliteException)
            {
                // The damage.
            }
        }

        target.Execute("COMMIT");
    }

    private static void Insert(SqliteStatement row, SqliteStatement insert, int count)
    {
        for (int i = 0; i < count; i++) row.CopyTo(i, insert, i + 1);
        try
        {
            insert.Run();
        }
        catch (SqliteException error) when (WriteErrors.Classify(error) != WriteError.Operation)
        {
            throw new IOException($"What is read out of the damaged database cannot be written: {error.Message}", error);
        }
        catch (SqliteException)
        {
            // A row with a value that it cannot have.
        }
    }
}
