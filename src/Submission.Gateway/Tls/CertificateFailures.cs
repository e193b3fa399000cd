using Submission.Trust.Certificates;

namespace Submission.Gateway.Tls;

/// <summary>Tells problems of certificates as reports name them.</summary>
internal static class CertificateFailures
{
    public static TlsFailure? Of(CertificateProblem problem, string host) => problem == CertificateProblem.None ? null : new TlsFailure(KindOf(problem), PublicCertificates.Describe(problem, host));

    private static TlsFailureKind KindOf(CertificateProblem problem) => problem switch
    {
        CertificateProblem.HostMismatch => TlsFailureKind.CertificateHostMismatch,
        CertificateProblem.Expired => TlsFailureKind.CertificateExpired,
        CertificateProblem.NotTrusted => TlsFailureKind.CertificateNotTrusted,
        _ => TlsFailureKind.ValidationFailure,
    };
}
