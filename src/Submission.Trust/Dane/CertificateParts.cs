using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Submission.Trust.Dane;

/// <summary>Reads the parts of a certificate as they stand in its octets (RFC 5280, section 4.1): encoded anew they could differ, and their digests with them.</summary>
internal static class CertificateParts
{
    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0);

    /// <summary>Reads the SubjectPublicKeyInfo.</summary>
    public static bool TryReadKey(ReadOnlyMemory<byte> certificate, out ReadOnlyMemory<byte> key)
    {
        key = default;
        try
        {
            AsnReader whole = new(certificate, AsnEncodingRules.DER);
            AsnReader body = whole.ReadSequence().ReadSequence();
            whole.ThrowIfNotEmpty();
            if (body.PeekTag().HasSameClassAndValue(Version)) body.ReadEncodedValue();
            // Serial number, signature, issuer, validity, subject.
            for (int i = 0; i < 5; i++) body.ReadEncodedValue();
            key = body.ReadEncodedValue();
            return IsKey(key.Span);
        }
        catch (Exception error) when (error is AsnContentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Whether octets are a SubjectPublicKeyInfo: a sequence of an algorithm and a bit string.</summary>
    public static bool IsKey(ReadOnlySpan<byte> octets)
    {
        try
        {
            AsnReader whole = new(octets.ToArray(), AsnEncodingRules.DER);
            AsnReader key = whole.ReadSequence();
            whole.ThrowIfNotEmpty();
            key.ReadSequence().ReadObjectIdentifier();
            key.ReadBitString(out _);
            key.ThrowIfNotEmpty();
            return true;
        }
        catch (Exception error) when (error is AsnContentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Whether a certificate is signed by a key, RSA (PKCS #1) or ECDSA with SHA-2.</summary>
    /// <param name="certificate">The certificate in DER.</param>
    /// <param name="key">The SubjectPublicKeyInfo of who may have signed it.</param>
    public static bool IsSignedBy(ReadOnlyMemory<byte> certificate, ReadOnlySpan<byte> key)
    {
        try
        {
            AsnReader parts = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence();
            ReadOnlyMemory<byte> body = parts.ReadEncodedValue();
            string algorithm = parts.ReadSequence().ReadObjectIdentifier();
            byte[] signature = parts.ReadBitString(out _);
            switch (algorithm)
            {
                case "1.2.840.113549.1.1.11": return IsSignedByRsa(body.Span, signature, HashAlgorithmName.SHA256, key);
                case "1.2.840.113549.1.1.12": return IsSignedByRsa(body.Span, signature, HashAlgorithmName.SHA384, key);
                case "1.2.840.113549.1.1.13": return IsSignedByRsa(body.Span, signature, HashAlgorithmName.SHA512, key);
                case "1.2.840.10045.4.3.2": return IsSignedByEcdsa(body.Span, signature, HashAlgorithmName.SHA256, key);
                case "1.2.840.10045.4.3.3": return IsSignedByEcdsa(body.Span, signature, HashAlgorithmName.SHA384, key);
                case "1.2.840.10045.4.3.4": return IsSignedByEcdsa(body.Span, signature, HashAlgorithmName.SHA512, key);
                default: return false;
            }
        }
        // A curve that the system does not know is not supported, rather than wrong.
        catch (Exception error) when (error is AsnContentException or CryptographicException or InvalidOperationException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool IsSignedByRsa(ReadOnlySpan<byte> body, byte[] signature, HashAlgorithmName hash, ReadOnlySpan<byte> key)
    {
        using RSA rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(key, out _);
        return rsa.VerifyData(body, signature, hash, RSASignaturePadding.Pkcs1);
    }

    private static bool IsSignedByEcdsa(ReadOnlySpan<byte> body, byte[] signature, HashAlgorithmName hash, ReadOnlySpan<byte> key)
    {
        using ECDsa ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(key, out _);
        return ecdsa.VerifyData(body, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }
}
