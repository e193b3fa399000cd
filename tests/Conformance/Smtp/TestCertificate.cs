using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Conformance.Smtp;

/// <summary>A certificate that nobody trusts, for all hosts of the run.</summary>
internal static class TestCertificate
{
    public static SslStreamCertificateContext Context { get; } = Make();

    private static SslStreamCertificateContext Make()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X509Certificate2 certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        return SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
    }
}
