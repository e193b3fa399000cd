using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Submission.Trust.Dkim;

/// <summary>An RSA key (RFC 8301: 1,024 to 4,096 bits; 2,048 is usual). Thread-safe.</summary>
public sealed class RsaDkimKey : IDkimKey, IDisposable
{
    private const int LeastBits = 1024;
    private const int MostBits = 4096;

    // An RSA object is one thread's at a time; there are as many as have signed at once.
    private readonly ConcurrentBag<RSA> _idle = [];
    private readonly byte[] _secret;
    private bool _isDisposed;

    private RsaDkimKey(RSA rsa)
    {
        PublicKey = rsa.ExportSubjectPublicKeyInfo();
        _secret = rsa.ExportPkcs8PrivateKey();
        _idle.Add(rsa);
    }

    /// <inheritdoc/>
    public DkimAlgorithm Algorithm => DkimAlgorithm.RsaSha256;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Makes a new key.</summary>
    /// <param name="bits">Its length: 2,048 (the default) to 4,096.</param>
    public static RsaDkimKey Create(int bits = 2048)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 2048);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, MostBits);
        return new RsaDkimKey(RSA.Create(bits));
    }

    /// <summary>Reads a key.</summary>
    /// <param name="secret">A PKCS #8 PrivateKeyInfo in DER.</param>
    /// <exception cref="CryptographicException">It is none, or its length is out of range.</exception>
    public static RsaDkimKey Import(ReadOnlySpan<byte> secret)
    {
        RSA rsa = Open(secret);
        if (rsa.KeySize is >= LeastBits and <= MostBits) return new RsaDkimKey(rsa);
        rsa.Dispose();
        throw new CryptographicException("A key for DKIM has 1,024 to 4,096 bits.");
    }

    /// <summary>The private key.</summary>
    /// <returns>A PKCS #8 PrivateKeyInfo in DER, for the caller to clear.</returns>
    public byte[] Export() => (byte[])_secret.Clone();

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> hash)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_idle.TryTake(out RSA? rsa)) rsa = Open(_secret);
        byte[] signature = rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _idle.Add(rsa);
        return signature;
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(_secret);
        while (_idle.TryTake(out RSA? rsa)) rsa.Dispose();
    }

    private static RSA Open(ReadOnlySpan<byte> secret)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportPkcs8PrivateKey(secret, out _);
            return rsa;
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
    }
}
