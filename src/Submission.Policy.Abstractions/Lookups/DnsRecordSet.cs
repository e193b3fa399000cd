using System.Collections.Immutable;

namespace Submission.Policy.Lookups;

/// <summary>The records of one kind at one name. Immutable and thread-safe.</summary>
/// <typeparam name="T">What a record holds.</typeparam>
/// <param name="State">Found where there is at least one record; absent where it is proven that there is none; unavailable in any doubt, bogus answers of a validating resolver included.</param>
/// <param name="Records">The records in the order of the answer; empty unless found.</param>
public sealed record DnsRecordSet<T>(LookupState State, ImmutableArray<T> Records)
{
    /// <summary>
    /// Whether the answer, an absence too, was proven by DNSSEC all the way: a trusted validating resolver set its AD bit (RFC 4035, section 3.2.3). Default <see langword="false"/>, always so
    /// where no resolver is trusted.
    /// </summary>
    public bool IsSecure { get; init; }

    /// <summary>Whether the name itself does not exist (RFC 8020), rather than has no such record. Default <see langword="false"/>.</summary>
    public bool IsNoSuchName { get; init; }

    /// <summary>The names that CNAME records led to, in their order; the records are at the last. Default: empty.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>Why there are no records, for people, for example <c>NXDOMAIN</c>; <see langword="null"/> where found.</summary>
    public string? Reason { get; init; }

    /// <summary>How long the answer may be used from when it was asked for. Default 0.</summary>
    public TimeSpan Ttl { get; init; }

    /// <summary>Whether there are records.</summary>
    public bool IsFound => State == LookupState.Found;

    /// <summary>Whether it is proven that there are none.</summary>
    public bool IsAbsent => State == LookupState.Absent;

    /// <summary>Whether nothing is known.</summary>
    public bool IsUnavailable => State == LookupState.Unavailable;
}
