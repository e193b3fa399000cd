using System.Security.Cryptography.X509Certificates;
using Submission.Smtp.Client;
using Submission.Trust.Certificates;
using Submission.Trust.MtaSts;

namespace Submission.Gateway.Tls.MtaSts;

/// <summary>
/// What domains require by MTA-STS (RFC 8461, section 5). In mode enforce mail goes only to servers that the policy names and that prove their name; in mode testing it goes as it would
/// without, and what would have failed is reported. Servers that the operator named, and messages with <c>TLS-Required: No</c> (RFC 8689, section 3), are left to the next policy. Thread-safe.
/// </summary>
/// <param name="policies">Finds the policies.</param>
/// <param name="certificates">Judges the servers' certificates.</param>
/// <param name="next">What is required where there is no policy.</param>
public sealed class MtaStsTlsPolicy(MtaStsPolicies policies, PublicCertificates certificates, IDeliveryTlsPolicy next) : IDeliveryTlsPolicy
{
    /// <inheritdoc/>
    public async ValueTask<TlsRequirement> RequireAsync(TlsQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (question.Host.IsNamedByOperator || question.Demand == MessageTls.Optional || question.Destination.StartsWith('[')) return await next.RequireAsync(question, cancellationToken).ConfigureAwait(false);
        StsState state = await policies.FindAsync(question.Destination, cancellationToken).ConfigureAwait(false);
        if (state.IsInForce)
        {
            TlsPolicyFacts facts = new(TlsPolicyKind.Sts, question.Destination, state.Policy!.Lines, state.Policy.MxPatterns);
            return state.Policy.Mode == StsMode.Enforce
                ? Enforce(question, state.Policy, facts)
                : Test(question, state.Policy, facts, await next.RequireAsync(question, cancellationToken).ConfigureAwait(false));
        }

        TlsRequirement requirement = await next.RequireAsync(question, cancellationToken).ConfigureAwait(false);
        if (state.Failure is not { } failure || requirement.Policy.Kind != TlsPolicyKind.NoPolicyFound) return requirement;
        return requirement with
        {
            Policy = new TlsPolicyFacts(TlsPolicyKind.Sts, question.Destination, [], []),
            TestingJudge = (_, _, _) => failure,
            SecurityState = $"{requirement.SecurityState}, no sts policy of {question.Destination}",
        };
    }

    private TlsRequirement Enforce(TlsQuestion question, StsPolicy policy, TlsPolicyFacts facts)
    {
        string host = question.Host.Name;
        // What is proven is the server's name, whichever domain asks for it.
        TlsRequirement requirement = new(SmtpClientTls.Required, "name proven: " + host) { Policy = facts };
        if (policy.Allows(host)) return requirement with { Judge = (certificate, chain, _) => Judge(certificate, chain, host) };
        TlsFailure failure = NotAllowed(host, question.Destination);
        // RFC 8689, section 4.2.1: what demands a proven server does not wait for one.
        return question.Demand == MessageTls.Required ? requirement with { Refusal = failure } : requirement with { Deferral = failure };
    }

    private TlsRequirement Test(TlsQuestion question, StsPolicy policy, TlsPolicyFacts facts, TlsRequirement requirement)
    {
        if (requirement.Policy.Kind != TlsPolicyKind.NoPolicyFound) return requirement;
        string host = question.Host.Name;
        bool isAllowed = policy.Allows(host);
        return requirement with
        {
            Policy = facts,
            TestingJudge = (certificate, chain, _) => isAllowed ? Judge(certificate, chain, host) : NotAllowed(host, question.Destination),
            SecurityState = $"{requirement.SecurityState}, sts policy of {question.Destination} tested",
        };
    }

    private TlsFailure? Judge(X509Certificate2? certificate, X509Chain? chain, string host) => CertificateFailures.Of(certificates.Judge(certificate, chain?.ChainPolicy.ExtraStore, host), host);

    private static TlsFailure NotAllowed(string host, string domain) =>
        new(TlsFailureKind.ValidationFailure, $"{host} is not among the servers that the MTA-STS policy of {domain} names");
}
