using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Submission.Gateway.Tls.Levels;

/// <summary>The names that a certificate must have one of, so that it proves that a server takes mail for a domain. Immutable and thread-safe.</summary>
/// <param name="Patterns">The names; a dot before one stands for all names below it.</param>
/// <param name="Problem">What is wrong with a certificate that has none of them.</param>
internal sealed record CertificateNames(ImmutableArray<string> Patterns, string Problem)
{
    /// <summary>The name of a server that is known to be the domain's: DNSSEC or the operator tells it.</summary>
    public static CertificateNames OfServer(string host) => new([host], $"the certificate is not for {host}");

    /// <summary>What the operator has named.</summary>
    public static CertificateNames OfOperator(ImmutableArray<string> patterns, string host) => new(patterns, $"the certificate of {host} is for none of the names that the delivery policy has in 'tls_names'");

    /// <summary>The domain itself: whoever may have forged the MX records has no certificate for it.</summary>
    public static CertificateNames OfDomain(string domain, string host) => new(
        [domain, "." + domain],
        $"the certificate of {host} is not for {domain} or a name below it, and neither DNSSEC nor MTA-STS nor 'tls_names' of the delivery policy says that {host} takes its mail");

    /// <summary>Whether a certificate has one of the names. Only alternative names of DNS, and of addresses for a literal, count (RFC 9525). What cannot be read has none.</summary>
    public bool AreIn(X509Certificate2 certificate)
    {
        try
        {
            foreach (string pattern in Patterns)
            {
                if (pattern[0] == '.' ? IsBelow(certificate, pattern) : certificate.MatchesHostname(pattern.Trim('[', ']'), allowWildcards: true, allowCommonName: false)) return true;
            }
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return false;
        }

        return false;
    }

    private static bool IsBelow(X509Certificate2 certificate, string pattern)
    {
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (extension is not X509SubjectAlternativeNameExtension names) continue;
            foreach (string name in names.EnumerateDnsNames())
            {
                // "*.example.org" is itself below example.org; what a star stands for in any other place is nobody's business.
                if (name.EndsWith(pattern, StringComparison.OrdinalIgnoreCase) && name.LastIndexOf('*') <= 0) return true;
            }
        }

        return false;
    }
}
