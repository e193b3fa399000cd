using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Submission.Trust.Dkim;

namespace Submission.Gateway.Signing.Keys;

/// <summary>An Ed25519 key (RFC 8463), which .NET itself has not. Immutable and thread-safe.</summary>
internal sealed class Ed25519DkimKey : IDkimKey
{
    private readonly Ed25519PrivateKeyParameters _key;

    private Ed25519DkimKey(Ed25519PrivateKeyParameters key)
    {
        _key = key;
        PublicKey = key.GeneratePublicKey().GetEncoded();
    }

    public DkimAlgorithm Algorithm => DkimAlgorithm.Ed25519Sha256;

    public ReadOnlyMemory<byte> PublicKey { get; }

    public static Ed25519DkimKey Create()
    {
        byte[] seed = RandomNumberGenerator.GetBytes(Ed25519PrivateKeyParameters.KeySize);
        var key = new Ed25519DkimKey(new Ed25519PrivateKeyParameters(seed));
        CryptographicOperations.ZeroMemory(seed);
        return key;
    }

    /// <summary>Reads a PKCS #8 PrivateKeyInfo (RFC 8410).</summary>
    /// <exception cref="CryptographicException">It is none of Ed25519.</exception>
    public static Ed25519DkimKey Import(byte[] secret)
    {
        try
        {
            if (PrivateKeyFactory.CreateKey(secret) is Ed25519PrivateKeyParameters key) return new Ed25519DkimKey(key);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or SecurityUtilityException)
        {
            throw new CryptographicException("This is no private key.", exception);
        }

        throw new CryptographicException("This is no Ed25519 key.");
    }

    public byte[] Export() => PrivateKeyInfoFactory.CreatePrivateKeyInfo(_key).GetEncoded();

    public byte[] Sign(ReadOnlySpan<byte> hash)
    {
        byte[] signature = new byte[Ed25519PrivateKeyParameters.SignatureSize];
        _key.Sign(Ed25519.Algorithm.Ed25519, null, hash.ToArray(), 0, hash.Length, signature, 0);
        return signature;
    }
}
