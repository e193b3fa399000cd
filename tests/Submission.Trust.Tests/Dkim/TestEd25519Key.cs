using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Submission.Trust.Dkim;

namespace Submission.Trust.Tests.Dkim;

internal sealed class TestEd25519Key(byte[] seed) : IDkimKey
{
    private readonly Ed25519PrivateKeyParameters _key = new(seed);

    public DkimAlgorithm Algorithm => DkimAlgorithm.Ed25519Sha256;

    public ReadOnlyMemory<byte> PublicKey => _key.GeneratePublicKey().GetEncoded();

    public byte[] Sign(ReadOnlySpan<byte> hash)
    {
        byte[] signature = new byte[64];
        _key.Sign(Ed25519.Algorithm.Ed25519, null, hash.ToArray(), 0, hash.Length, signature, 0);
        return signature;
    }
}
