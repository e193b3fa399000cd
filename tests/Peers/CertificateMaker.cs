using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Submission.Tests.Peers;

/// <summary>A key pair, RSA or ECDSA.</summary>
internal sealed class CertificateKey
{
    private CertificateKey(AsymmetricAlgorithm pair) => Pair = pair;

    public AsymmetricAlgorithm Pair { get; }

    public X509SignatureGenerator Generator => Pair is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1) : X509SignatureGenerator.CreateForECDsa((ECDsa)Pair);

    public byte[] PublicKey => Pair.ExportSubjectPublicKeyInfo();

    public string Pem => Pair.ExportPkcs8PrivateKeyPem();

    public static CertificateKey Rsa() => new(RSA.Create(2048));

    public static CertificateKey Ecdsa() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
}

/// <summary>What a certificate is to say.</summary>
internal sealed record CertificateWish(string Subject)
{
    public string[] Names { get; init; } = [];

    public bool IsAuthority { get; init; }

    public int FromDays { get; init; } = -30;

    public int ToDays { get; init; } = 365;

    /// <summary>An extended key usage; none by default.</summary>
    public string? Usage { get; init; }
}

/// <summary>Makes certificates, right ones and wrong ones.</summary>
internal static class CertificateMaker
{
    private static int _serial;

    /// <param name="wish">What it says.</param>
    /// <param name="key">Whose key it certifies.</param>
    /// <param name="issuer">The subject of the one who signs.</param>
    /// <param name="signer">The key that signs.</param>
    public static X509Certificate2 Issue(CertificateWish wish, CertificateKey key, string issuer, CertificateKey signer)
    {
        CertificateRequest request = new(new X500DistinguishedName("CN=" + wish.Subject), new PublicKey(key.Pair), HashAlgorithmName.SHA256);
        if (wish.IsAuthority)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        }

        if (wish.Usage is { } usage) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        if (wish.Names.Length > 0)
        {
            SubjectAlternativeNameBuilder names = new();
            foreach (string name in wish.Names) names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
        }

        byte[] serial = BitConverter.GetBytes(Interlocked.Increment(ref _serial) | 0x4000_0000);
        Array.Reverse(serial);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.Create(new X500DistinguishedName("CN=" + issuer), signer.Generator, now.AddDays(wish.FromDays), now.AddDays(wish.ToDays), serial);
    }

    /// <summary>One that is signed by itself.</summary>
    public static X509Certificate2 Issue(CertificateWish wish, CertificateKey key) => Issue(wish, key, wish.Subject, key);

    /// <summary>The data of a TLSA record for a certificate.</summary>
    public static byte[] Association(X509Certificate2 certificate, int selector, int matchingType)
    {
        byte[] selected = selector == 0 ? certificate.RawData : certificate.PublicKey.ExportSubjectPublicKeyInfo();
        return matchingType switch
        {
            1 => SHA256.HashData(selected),
            2 => SHA512.HashData(selected),
            _ => selected,
        };
    }

    /// <summary>A TLSA record for a zone file.</summary>
    public static string Tlsa(X509Certificate2 certificate, int usage, int selector, int matchingType) =>
        $"IN TLSA {usage} {selector} {matchingType} {Convert.ToHexStringLower(Association(certificate, selector, matchingType))}";
}
