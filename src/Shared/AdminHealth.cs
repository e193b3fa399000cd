namespace Submission.Admin;

/// <summary>That the host runs, and with what: the answer to <c>GET /v1/health</c>.</summary>
/// <param name="Status"><c>ok</c>: a host that is not well does not answer. A gateway whose queue takes no mail answers <c>unhealthy</c>.</param>
/// <param name="Host">The host's own name.</param>
/// <param name="Version">The version of the host.</param>
/// <param name="Policy">The policy in force.</param>
/// <param name="Rules">How many rules it has.</param>
/// <param name="StartedAt">Since when the host runs.</param>
/// <param name="Decisions">How many decision records it keeps at the moment.</param>
internal sealed record AdminHealth(string Status, string Host, string Version, string Policy, int Rules, DateTimeOffset StartedAt, int Decisions)
{
    /// <summary>The queue of a gateway; <see langword="null"/> of the other hosts.</summary>
    public AdminHealthQueue? Queue { get; init; }

    /// <summary>Whether a gateway goes by DANE: <c>on</c>, or why it is off; <see langword="null"/> of the other hosts.</summary>
    public string? Dane { get; init; }

    /// <summary>How many connections an SMTP server has; <see langword="null"/> of the other hosts.</summary>
    public int? Connections { get; init; }

    /// <summary>How an SMTP server bears them: <c>normal</c>, <c>busy</c> or <c>overloaded</c>; <see langword="null"/> of the other hosts.</summary>
    public string? Load { get; init; }
}

/// <summary>How the queue is. What is counted is at most some seconds old, and <see langword="null"/> where it cannot be told.</summary>
/// <param name="Healthy">Whether it takes mail.</param>
/// <param name="Reason">Why not; <see langword="null"/> where it does.</param>
/// <param name="Messages">How many messages are in it.</param>
/// <param name="Waiting">How many deliveries wait.</param>
/// <param name="UnderWay">How many are under way.</param>
/// <param name="Held">How many are held.</param>
/// <param name="OldestAgeSeconds">The age of the oldest message; <see langword="null"/> also where there is none.</param>
/// <param name="FreeBytes">How much room its disk has; <see langword="null"/> also of a database, which keeps that to itself.</param>
internal sealed record AdminHealthQueue(
    bool Healthy, string? Reason, long? Messages, long? Waiting, long? UnderWay, long? Held, long? OldestAgeSeconds, long? FreeBytes);
