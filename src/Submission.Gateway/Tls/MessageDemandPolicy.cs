using System.Net.Security;
using Submission.Smtp.Client;
using Submission.Trust.Certificates;

namespace Submission.Gateway.Tls;

/// <summary>
/// What messages themselves ask for (RFC 8689), over what domains and the operator require. With REQUIRETLS a server must prove its name: by what another policy asks for, otherwise by a
/// valid certificate. With <c>TLS-Required: No</c> what the recipients' domain has published is left aside; what the operator requires is not. Thread-safe.
/// </summary>
/// <param name="certificates">Judges certificates.</param>
/// <param name="others">What is required without a demand.</param>
public sealed class MessageDemandPolicy(PublicCertificates certificates, IDeliveryTlsPolicy others) : IDeliveryTlsPolicy
{
    /// <inheritdoc/>
    public ValueTask<TlsRequirement> RequireAsync(TlsQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        return question.Demand == MessageTls.Default ? others.RequireAsync(question, cancellationToken) : DemandAsync(question, cancellationToken);
    }

    private async ValueTask<TlsRequirement> DemandAsync(TlsQuestion question, CancellationToken cancellationToken)
    {
        TlsRequirement requirement = await others.RequireAsync(question, cancellationToken).ConfigureAwait(false);
        if (question.Demand == MessageTls.Optional) return requirement.Policy.Kind == TlsPolicyKind.NoPolicyFound ? requirement : TlsRequirement.Opportunistic;
        if (requirement.Deferral is not null || requirement.Refusal is not null || IsProof(requirement)) return requirement;
        string host = question.Host.Name;
        CertificateJudge? judge = requirement.Judge;
        return requirement with
        {
            Mode = SmtpClientTls.Required,
            SecurityState = $"{requirement.SecurityState}, name proven: {host}",
            Judge = (certificate, chain, errors) => judge?.Invoke(certificate, chain, errors) ?? CertificateFailures.Of(certificates.Judge(certificate, chain?.ChainPolicy.ExtraStore, host), host),
        };
    }

    // A judge that takes a server without any certificate proves nothing: it asks for encryption only.
    private static bool IsProof(TlsRequirement requirement) =>
        requirement.Mode == SmtpClientTls.Required && (requirement.Judge is null || requirement.Judge(null, null, SslPolicyErrors.RemoteCertificateNotAvailable) is not null);
}
