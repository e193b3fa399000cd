using System.Globalization;
using System.Text.RegularExpressions;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>How a <see cref="PostgresMessageQueue"/> works. Immutable and thread-safe.</summary>
public sealed partial class PostgresQueueOptions
{
    private static readonly TimeSpan ShortestLease = TimeSpan.FromMinutes(11);
    private static readonly TimeSpan LongestLease = TimeSpan.FromHours(6);

    /// <summary>
    /// The database, as Npgsql wants it told, for example <c>Host=db;Database=mail;Username=gateway;Password=…</c>. The user must be able to create a schema in it, or own the one
    /// that is there. Neither it nor its password is ever logged. A pooler between must keep a session to one connection: the queue listens for notifications.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>The schema that holds the queue: 1 to 40 of <c>a-z</c>, <c>0-9</c> and <c>_</c>, the first no digit. Default <c>submission</c>. All nodes of one queue name the same.</summary>
    public string Schema { get; init; } = "submission";

    /// <summary>
    /// For how long a claim holds unless it is renewed, by the database's clock; after it other nodes deliver what a dead one had claimed. 11 minutes to 6 hours, default 15 minutes: longer
    /// than the longest wait for the reply to the end of data, 10 minutes (RFC 5321, section 4.5.3.2.6), in which nothing is renewed.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The node's name, shown to operators. Default: the machine's name and the process's number.</summary>
    public string NodeName { get; init; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}");

    /// <summary>How long the database may take for one answer before it counts as lost. 1 second to 5 minutes, default 10 seconds; a client that waits for its 250 waits little longer.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The folder for the files, without a name, that hold bodies above 64 KiB while they are delivered. Default: the system's folder for temporary files.</summary>
    public string SpoolDirectory { get; init; } = Path.GetTempPath();

    /// <summary>A lease outside the range, for tests.</summary>
    internal TimeSpan? LeaseForTests { get; init; }

    /// <summary>What the waits of this node are measured with; nothing that is stored depends on it.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    internal TimeSpan EffectiveLease => LeaseForTests ?? Lease;

    /// <summary>Finds what is wrong.</summary>
    /// <returns>A sentence for people; <see langword="null"/> where all is well.</returns>
    internal string? Fault()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString)) return "The connection string of the queue's database is empty.";
        if (!SchemaName().IsMatch(Schema)) return $"The queue's schema \"{Schema}\" is not 1 to 40 of a-z, 0-9 and _, the first no digit.";
        if (Lease < ShortestLease || Lease > LongestLease)
        {
            return string.Create(CultureInfo.InvariantCulture, $"""
                The queue's lease of {Lease} is not 11 minutes to 6 hours: it must outlast the 10 minutes that a server may take to answer the end of a message, lest another node delivers it as well.
                """);
        }

        if (CommandTimeout < TimeSpan.FromSeconds(1) || CommandTimeout > TimeSpan.FromMinutes(5)) return "The queue's time limit for the database is not 1 second to 5 minutes.";
        return string.IsNullOrWhiteSpace(NodeName) || NodeName.Contains('\0', StringComparison.Ordinal) ? "The queue's node has no name." : null;
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,39}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SchemaName();
}
