using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Submission.Gateway.Tls;
using Submission.Smtp.Client;

namespace Submission.Gateway.Delivery;

/// <summary>Judges the certificates of one attempt to connect by what is required, and remembers what was wrong. One for each attempt to connect.</summary>
internal sealed class CertificateWitness(TlsRequirement requirement, string host)
{
    private TlsFailure? _failure;
    private TlsFailure? _testingFailure;

    /// <summary>What judges the certificate; <see langword="null"/> where nothing beyond the mode is required.</summary>
    public RemoteCertificateValidationCallback? Callback => requirement.Judge is null && requirement.TestingJudge is null ? null : Validate;

    /// <summary>What went wrong with TLS; <see langword="null"/> where nothing did, or something else.</summary>
    public TlsFailure? FailureOf(SmtpConnectResult result)
    {
        if (result.Connection is not null) return null;
        if (_failure is not null) return _failure;
        if (result.Reply.Failure != SmtpClientFailure.TlsFailed) return null;
        return result.HasTriedTls
            ? new TlsFailure(TlsFailureKind.ValidationFailure, $"the TLS handshake with {host} failed{Demand}")
            : new TlsFailure(TlsFailureKind.StartTlsNotSupported, $"{host} offers no STARTTLS{Demand}");
    }

    /// <summary>Whether what went wrong will go wrong again: the certificate, or that no TLS is offered; a handshake that broke, or a "not now", may go well the next time.</summary>
    public bool IsLasting(SmtpConnectResult result) => _failure is not null || !result.HasOfferedTls;

    // Without it mail would have gone in clear, where that is allowed.
    private string Demand => requirement switch
    {
        { Mode: not SmtpClientTls.Required } => "",
        { Policy.Kind: TlsPolicyKind.Tlsa } => ", and its TLSA records demand TLS",
        { Policy.Kind: TlsPolicyKind.Sts } => $", and the MTA-STS policy of {requirement.Policy.Domain} demands TLS",
        _ => ", and TLS is required",
    };

    /// <summary>What a policy that is only tested found wrong, or that there is no TLS at all; <see langword="null"/> for nothing.</summary>
    public TlsFailure? TestingFailureOf(SmtpConnectResult result) =>
        _testingFailure ?? (result.Connection is { IsEncrypted: false } && requirement.Mode != SmtpClientTls.Never ? new TlsFailure(TlsFailureKind.StartTlsNotSupported, $"{host} offers no STARTTLS, or refuses it") : null);

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _testingFailure = requirement.TestingJudge?.Invoke(certificate as X509Certificate2, chain, errors);
        if (requirement.Judge is { } judge) _failure = judge(certificate as X509Certificate2, chain, errors);
        else if (requirement.Mode == SmtpClientTls.Required && errors != SslPolicyErrors.None) _failure = new TlsFailure(TlsFailureKind.CertificateNotTrusted, "The certificate is not valid: " + errors);
        return _failure is null;
    }
}
