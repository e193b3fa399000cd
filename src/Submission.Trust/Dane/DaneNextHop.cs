using System.Collections.Immutable;
using Submission.Policy.Lookups;

namespace Submission.Trust.Dane;

/// <summary>How surely a host takes mail for a domain. Immutable and thread-safe.</summary>
/// <param name="State">Found where the domain names the host by MX, or has no MX and is itself the host; absent where it does neither; unavailable where nothing is known.</param>
/// <param name="IsSecure">Whether DNSSEC proves it.</param>
/// <param name="Names">The domain and what its aliases lead to: names that the host's certificate may be for (RFC 7672, section 3.2.2). Empty unless secure.</param>
public sealed record DaneNextHop(LookupState State, bool IsSecure, ImmutableArray<string> Names)
{
    /// <summary>What went wrong; <see langword="null"/> unless unavailable.</summary>
    public string? Reason { get; init; }
}
