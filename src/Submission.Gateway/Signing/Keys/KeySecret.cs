using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Submission.Gateway.Signing.Keys;

/// <summary>Encrypts private keys at rest with AES-256-GCM under a secret of 32 octets. Immutable and thread-safe.</summary>
public sealed class KeySecret
{
    private const int Length = 32;
    private const byte Version = 1;
    private static readonly int NonceLength = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagLength = AesGcm.TagByteSizes.MaxSize;
    private readonly byte[] _secret;

    private KeySecret(byte[] secret) => _secret = secret;

    /// <summary>Reads a secret.</summary>
    /// <param name="text">32 octets in base64, for example of <c>openssl rand -base64 32</c>.</param>
    /// <param name="secret">The secret where the method returns <see langword="true"/>.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeySecret? secret)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] octets = new byte[Length + 3];
        secret = Convert.TryFromBase64String(text.Trim(), octets, out int length) && length == Length ? new KeySecret(octets[..Length]) : null;
        return secret is not null;
    }

    /// <summary>Encrypts.</summary>
    /// <param name="clear">What is to be kept secret.</param>
    /// <param name="place">What it belongs to: it can be decrypted for nothing else.</param>
    internal byte[] Encrypt(ReadOnlySpan<byte> clear, string place)
    {
        byte[] sealedOctets = new byte[1 + NonceLength + TagLength + clear.Length];
        sealedOctets[0] = Version;
        Span<byte> nonce = sealedOctets.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_secret, TagLength);
        cipher.Encrypt(nonce, clear, sealedOctets.AsSpan(1 + NonceLength + TagLength), sealedOctets.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(place));
        return sealedOctets;
    }

    /// <exception cref="CryptographicException">It was encrypted with another secret or for another place, or was changed.</exception>
    internal byte[] Decrypt(ReadOnlySpan<byte> sealedOctets, string place)
    {
        if (sealedOctets.Length < 1 + NonceLength + TagLength || sealedOctets[0] != Version) throw new CryptographicException("It was not encrypted by this gateway.");
        byte[] clear = new byte[sealedOctets.Length - 1 - NonceLength - TagLength];
        using var cipher = new AesGcm(_secret, TagLength);
        cipher.Decrypt(
            sealedOctets.Slice(1, NonceLength), sealedOctets[(1 + NonceLength + TagLength)..], sealedOctets.Slice(1 + NonceLength, TagLength), clear, Encoding.UTF8.GetBytes(place));
        return clear;
    }
}
