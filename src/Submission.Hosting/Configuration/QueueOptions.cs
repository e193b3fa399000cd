using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>The mail queue.</summary>
public sealed class QueueOptions
{
    /// <summary>What keeps it: <c>sqlite</c>, a file in <c>DataDirectory</c>, for this process alone; <c>postgres</c>, a database, for one or many gateways.</summary>
    public QueueProvider Provider { get; set; } = QueueProvider.Sqlite;

    /// <summary>How to reach the PostgreSQL database, for <c>postgres</c>. It may hold a password: better in the environment (<c>Submission__Queue__Connection</c>) or in a file that only the gateway reads.</summary>
    /// <value>A connection string of Npgsql such as <c>Host=db.example;Database=queue;Username=gateway</c>. Default: none; it must be set for <c>postgres</c>.</value>
    public string? Connection { get; set; }

    /// <summary>For <c>sqlite</c>: how large a body may be in octets to stand in the database; larger ones are files of their own beside it.</summary>
    [Range(16_384L, 16_777_216L)]
    public long BodyInRow { get; set; } = 65_536;

    /// <summary>For <c>sqlite</c>: the free space in octets that is left alone; mail that would take of it is answered <c>452 4.3.1</c>.</summary>
    [Range(0L, 1L << 50)]
    public long MinimumFreeSpace { get; set; } = 64L * 1024 * 1024;

    /// <summary>For <c>postgres</c>: the schema that holds the queue: 1 to 40 of a-z, 0-9 and _, the first no digit. All gateways of one queue name the same.</summary>
    public string Schema { get; set; } = "submission";

    /// <summary>For <c>postgres</c>: how long a gateway that has died keeps the deliveries that it was about; then another takes them over. It must be longer than the longest wait for a server's answer.</summary>
    [Range(typeof(TimeSpan), "00:11:00", "06:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(15);
}

/// <summary>What keeps the queue.</summary>
public enum QueueProvider
{
    /// <summary>An SQLite database.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database.</summary>
    Postgres,
}
