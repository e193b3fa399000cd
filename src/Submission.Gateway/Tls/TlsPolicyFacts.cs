using System.Collections.Immutable;

namespace Submission.Gateway.Tls;

/// <summary>The policy that a domain has published for TLS, as reports tell it (RFC 8460, section 4.4). Immutable and thread-safe.</summary>
/// <param name="Kind">What kind of policy.</param>
/// <param name="Domain">The domain whose policy it is: the recipients' for MTA-STS, the TLSA base domain for DANE; empty where there is none.</param>
/// <param name="Lines">The policy itself: TLSA records or lines of an MTA-STS policy.</param>
/// <param name="MxPatterns">The hosts that an MTA-STS policy allows.</param>
public sealed record TlsPolicyFacts(TlsPolicyKind Kind, string Domain, ImmutableArray<string> Lines, ImmutableArray<string> MxPatterns)
{
    /// <summary>No policy was found.</summary>
    public static TlsPolicyFacts None { get; } = new(TlsPolicyKind.NoPolicyFound, "", [], []);
}
