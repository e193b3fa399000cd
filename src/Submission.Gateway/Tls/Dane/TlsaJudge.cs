using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Submission.Trust.Dane;

namespace Submission.Gateway.Tls.Dane;

/// <summary>Judges the certificate of a server by its TLSA records. What the system thinks of the certificate does not count. Thread-safe.</summary>
internal sealed class TlsaJudge(DaneHost host, ImmutableArray<string> names, TimeProvider time)
{
    public TlsFailure? Judge(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null) return Failure(TlsFailureKind.TlsaInvalid, "it has shown no certificate");
        DaneMatch match = host.Tlsa.Match(certificate, chain?.ChainPolicy.ExtraStore ?? [], names, time.GetUtcNow());
        return match.State switch
        {
            DaneMatchState.Matched => null,
            DaneMatchState.NameMismatch => Failure(TlsFailureKind.CertificateHostMismatch, match.Reason),
            DaneMatchState.Expired => Failure(TlsFailureKind.CertificateExpired, match.Reason),
            DaneMatchState.NotTrusted => Failure(TlsFailureKind.CertificateNotTrusted, match.Reason),
            _ => Failure(TlsFailureKind.TlsaInvalid, match.Reason),
        };
    }

    private TlsFailure Failure(TlsFailureKind kind, string reason) => new(kind, $"{host.BaseDomain} is not proven by DANE: {reason}");
}
