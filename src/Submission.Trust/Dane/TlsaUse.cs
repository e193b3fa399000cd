using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Submission.Policy.Lookups;

namespace Submission.Trust.Dane;

/// <summary>The registered values of TLSA records, and what they are compared with (RFC 6698, section 2.1; RFC 7218).</summary>
internal static class TlsaUse
{
    public const byte TrustAnchor = 2;
    public const byte EndEntity = 3;
    public const byte WholeCertificate = 0;
    public const byte PublicKey = 1;
    public const byte Full = 0;
    public const byte Sha256 = 1;
    public const byte Sha512 = 2;

    // Far more than any certificate that is used; what is longer is no association but a burden.
    private const int MaximumFull = 16_384;

    /// <summary>Whether mail uses a record: not usages 0 and 1 (RFC 7672, section 3.1.3), and nothing unknown or malformed.</summary>
    public static bool IsUsable(TlsaRecord record)
    {
        if (record.Usage is not (TrustAnchor or EndEntity) || record.Selector is not (WholeCertificate or PublicKey)) return false;
        return record.MatchingType switch
        {
            Sha256 => record.Data.Length == SHA256.HashSizeInBytes,
            Sha512 => record.Data.Length == SHA512.HashSizeInBytes,
            Full => record.Data.Length is > 0 and <= MaximumFull && IsReadable(record),
            _ => false,
        };
    }

    /// <summary>Whether a usable record is for a certificate.</summary>
    /// <param name="record">The record.</param>
    /// <param name="certificate">The certificate in DER.</param>
    /// <param name="key">Its SubjectPublicKeyInfo, as it stands there.</param>
    public static bool Matches(TlsaRecord record, ReadOnlySpan<byte> certificate, ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> selected = record.Selector == WholeCertificate ? certificate : key;
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        switch (record.MatchingType)
        {
            case Sha256:
                digest = digest[..SHA256.HashData(selected, digest)];
                return digest.SequenceEqual(record.Data.AsSpan());
            case Sha512:
                SHA512.HashData(selected, digest);
                return digest.SequenceEqual(record.Data.AsSpan());
            default:
                return selected.SequenceEqual(record.Data.AsSpan());
        }
    }

    /// <summary>The certificate that a record holds whole; <see langword="null"/> where it holds none.</summary>
    public static X509Certificate2? Certificate(TlsaRecord record)
    {
        if (record is not { Selector: WholeCertificate, MatchingType: Full }) return null;
        try
        {
            return X509CertificateLoader.LoadCertificate(record.Data.AsSpan());
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static bool IsReadable(TlsaRecord record)
    {
        if (record.Selector == PublicKey) return CertificateParts.IsKey(record.Data.AsSpan());
        if (!CertificateParts.TryReadKey(record.Data.AsSpan().ToArray(), out _)) return false;
        using X509Certificate2? certificate = Certificate(record);
        return certificate is not null;
    }
}
