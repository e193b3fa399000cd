namespace Submission.Gateway.Queue.Sqlite;

/// <summary>How a queue in SQLite is kept. Set it up before the queue is opened; then it is only read, by many threads.</summary>
public sealed class SqliteQueueOptions
{
    /// <summary>The least <see cref="BodyInRow"/>.</summary>
    internal const long LeastBodyInRow = 16 * 1024;

    /// <summary>The folder, which is made where it is missing. It belongs to one process at a time and lies on a disk of this machine.</summary>
    public required string Directory { get; set; }

    /// <summary>The largest body that is kept in the database, in octets; larger ones are files of their own. Default 65,536; 16,384 to 16,777,216.</summary>
    public long BodyInRow { get; set; } = 64 * 1024;

    /// <summary>
    /// The octets of the disk that are left free: beyond that no message is taken, so that those that are in the queue can still be dealt with. Default 67,108,864;
    /// 0 to 2^50.
    /// </summary>
    public long MinimumFreeSpace { get; set; } = 64L * 1024 * 1024;

    /// <summary>How long a claim of notices holds that nobody completes. Default 15 minutes; 1 second to 1 day. A claim of a delivery holds until the queue is opened anew.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the disk may take to answer before <see cref="IMessageQueue.Health"/> is bad. Default 10 seconds; 1 second to 10 minutes.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most pages of the database; for tests of a full disk. 0: as many as there is room for.</summary>
    internal long MaximumPages { get; set; }

    internal void Validate()
    {
        Check(!string.IsNullOrWhiteSpace(Directory), nameof(Directory));
        Check(BodyInRow is >= LeastBodyInRow and <= 16 * 1024 * 1024, nameof(BodyInRow));
        Check(MinimumFreeSpace is >= 0 and <= 1L << 50, nameof(MinimumFreeSpace));
        Check(Lease >= TimeSpan.FromSeconds(1) && Lease <= TimeSpan.FromDays(1), nameof(Lease));
        Check(StallTimeout >= TimeSpan.FromSeconds(1) && StallTimeout <= TimeSpan.FromMinutes(10), nameof(StallTimeout));
    }

    private static void Check(bool isValid, string option)
    {
        if (!isValid) throw new ArgumentException($"{option} is out of its range.", nameof(option));
    }
}
