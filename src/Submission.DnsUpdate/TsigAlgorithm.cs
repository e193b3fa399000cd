namespace Submission.DnsUpdate;

/// <summary>With what a transaction is signed (RFC 8945, section 6).</summary>
public enum TsigAlgorithm
{
    /// <summary><c>hmac-sha256</c>.</summary>
    HmacSha256,

    /// <summary><c>hmac-sha512</c>.</summary>
    HmacSha512,
}
