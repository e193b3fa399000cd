using System.Collections.Immutable;
using DnsClient.Protocol;

namespace Submission.Policy.Lookups;

/// <summary>What a server said to one question.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Records">The records of the kind asked for; empty unless there are some.</param>
/// <param name="Ttl">The shortest TTL of what the answer was read from.</param>
/// <param name="Reason">What to tell where there are no records, for example <c>NXDOMAIN</c>; never the name asked for, which may hold a
/// key.</param>
internal sealed record DnsAnswer(DnsOutcome Outcome, IReadOnlyList<DnsResourceRecord> Records, TimeSpan Ttl, string? Reason)
{
    /// <summary>Whether the server says that it has validated the answer (the AD bit).</summary>
    public bool IsAuthentic { get; init; }

    /// <summary>The names that CNAME records led to, in their order.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    public static DnsAnswer Failed(string reason) => new(DnsOutcome.Failed, [], TimeSpan.Zero, reason);
}

/// <summary>How a question ended.</summary>
internal enum DnsOutcome
{
    /// <summary>Nothing is known.</summary>
    Failed,

    /// <summary>There is no such name.</summary>
    NoSuchName,

    /// <summary>The name has no record of the kind.</summary>
    NoRecords,

    /// <summary>There are records.</summary>
    Records,
}
