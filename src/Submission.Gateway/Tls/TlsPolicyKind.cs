namespace Submission.Gateway.Tls;

/// <summary>The kind of a published policy for TLS (RFC 8460, section 4.4).</summary>
public enum TlsPolicyKind
{
    /// <summary>There is none: <c>no-policy-found</c>.</summary>
    NoPolicyFound = 0,

    /// <summary>TLSA records: <c>tlsa</c>.</summary>
    Tlsa = 1,

    /// <summary>MTA-STS: <c>sts</c>.</summary>
    Sts = 2,
}
