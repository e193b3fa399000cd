namespace Submission.Trust.Dkim;

/// <summary>A private key that signs. Implementations are thread-safe.</summary>
public interface IDkimKey
{
    /// <summary>What kind of key it is.</summary>
    DkimAlgorithm Algorithm { get; }

    /// <summary>
    /// The public key as a key record has it in <c>p=</c>: for RSA a SubjectPublicKeyInfo in DER (RFC 6376, section 3.6.1), for Ed25519 its 32 octets (RFC 8463, section 4.2).
    /// </summary>
    ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Signs a hash.</summary>
    /// <param name="hash">The SHA-256 of the header fields, 32 octets. RSA signs it by PKCS #1 v1.5; Ed25519 takes it for its message (RFC 8463, section 3).</param>
    /// <returns>The signature.</returns>
    byte[] Sign(ReadOnlySpan<byte> hash);
}
