using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>What an error of the disk or of the database means.</summary>
internal enum WriteError
{
    /// <summary>Something of the operation's own.</summary>
    Operation,

    /// <summary>There is no room.</summary>
    Full,

    /// <summary>The disk has failed.</summary>
    Disk,

    /// <summary>The database is damaged.</summary>
    Damage,
}

/// <summary>Tells errors apart.</summary>
internal static class WriteErrors
{
    private const int NoSpace = 28;
    private const int NoQuota = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public static WriteError Classify(Exception error) => error switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => WriteError.Full,
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT => WriteError.Damage,
            raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PERM or raw.SQLITE_PROTOCOL or raw.SQLITE_NOMEM => WriteError.Disk,
            _ => WriteError.Operation,
        },
        IOException { HResult: NoSpace or NoQuota or WindowsDiskFull } => WriteError.Full,
        IOException or UnauthorizedAccessException => WriteError.Disk,
        _ => WriteError.Operation,
    };
}
