using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Submission.Trust.Certificates;

/// <summary>
/// Judges certificates by the authorities that are trusted in general (RFC 5280) and by the host's name among their DNS names (RFC 6125; the common name does not count). No
/// certificate makes this host fetch what it names, and revocation is not asked for. Thread-safe.
/// </summary>
/// <param name="roots">The authorities that are trusted; <see langword="null"/> for the system's.</param>
/// <param name="time">The clock by which certificates expire.</param>
public sealed class PublicCertificates(X509Certificate2Collection? roots, TimeProvider time)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Judges a certificate.</summary>
    /// <param name="certificate">What the server showed; <see langword="null"/> where it showed none.</param>
    /// <param name="sent">What it sent besides; <see langword="null"/> for nothing.</param>
    /// <param name="host">The name by which it must be known, in ASCII.</param>
    public CertificateProblem Judge(X509Certificate2? certificate, X509Certificate2Collection? sent, string host)
    {
        if (certificate is null) return CertificateProblem.Missing;
        try
        {
            if (!certificate.MatchesHostname(host, allowWildcards: true, allowCommonName: false)) return CertificateProblem.HostMismatch;
            using X509Chain chain = new();
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
            chain.ChainPolicy.VerificationTimeIgnored = false;
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
            if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent);
            if (roots is not null)
            {
                chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.CustomTrustStore.AddRange(roots);
            }

            bool isValid = chain.Build(certificate);
            CertificateProblem problem = isValid ? CertificateProblem.None : ProblemOf(chain);
            foreach (X509ChainElement element in chain.ChainElements) element.Certificate.Dispose();
            return problem;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return CertificateProblem.NotTrusted; // hostile encodings
        }
    }

    /// <summary>The problem as a sentence.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="host">The name of which it was asked.</param>
    public static string Describe(CertificateProblem problem, string host) => problem switch
    {
        CertificateProblem.None => $"the certificate of {host} is valid",
        CertificateProblem.Missing => $"{host} has shown no certificate",
        CertificateProblem.HostMismatch => $"the certificate is not for {host}",
        CertificateProblem.Expired => $"the certificate of {host} has expired, or is not yet valid",
        _ => $"nobody trusted has signed the certificate of {host}",
    };

    private static CertificateProblem ProblemOf(X509Chain chain)
    {
        CertificateProblem problem = CertificateProblem.Expired;
        foreach (X509ChainStatus status in chain.ChainStatus)
        {
            if (status.Status is not (X509ChainStatusFlags.NotTimeValid or X509ChainStatusFlags.NotTimeNested)) problem = CertificateProblem.NotTrusted;
        }

        return problem;
    }
}
