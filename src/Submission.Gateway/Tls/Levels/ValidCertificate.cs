using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Submission.Smtp.Client;

namespace Submission.Gateway.Tls.Levels;

/// <summary>The demand for a certificate that this machine trusts and that has a name which is proven (RFC 5280, RFC 9525). Thread-safe.</summary>
internal static class ValidCertificate
{
    /// <summary>Makes a requirement stricter, so that the certificate must be valid and have one of some names. What it reports stays.</summary>
    public static TlsRequirement Demand(TlsRequirement requirement, string host, CertificateNames names) => requirement with
    {
        Mode = SmtpClientTls.Required,
        SecurityState = $"valid certificate of {host} for {string.Join(' ', names.Patterns)}, {requirement.SecurityState}",
        ServerName = host.StartsWith('[') ? null : host,
        Judge = (certificate, chain, errors) => Judge(certificate, chain, errors, host, names),
    };

    private static TlsFailure? Judge(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, string host, CertificateNames names)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return new TlsFailure(TlsFailureKind.CertificateNotTrusted, $"{host} has shown no certificate");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)) return Untrusted(chain, host);
        return names.AreIn(certificate) ? null : new TlsFailure(TlsFailureKind.CertificateHostMismatch, names.Problem);
    }

    private static TlsFailure Untrusted(X509Chain? chain, string host)
    {
        foreach (X509ChainStatus status in chain?.ChainStatus ?? [])
        {
            if (status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)) return new TlsFailure(TlsFailureKind.CertificateExpired, $"the certificate of {host}, or one above it, has expired or is not yet valid");
        }

        return new TlsFailure(TlsFailureKind.CertificateNotTrusted, $"the certificate of {host} is signed by nobody whom this machine trusts");
    }
}
