namespace Submission.Trust.Dkim;

/// <summary>With what a signature is made.</summary>
public enum DkimAlgorithm
{
    /// <summary><c>rsa-sha256</c> (RFC 6376, section 3.3.1).</summary>
    RsaSha256,

    /// <summary><c>ed25519-sha256</c> (RFC 8463).</summary>
    Ed25519Sha256,
}
