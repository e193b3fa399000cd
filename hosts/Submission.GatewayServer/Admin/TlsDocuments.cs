using System.Security.Authentication;
using Submission.Admin;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.MtaSts;
using Submission.Smtp.Client;

namespace Submission.GatewayServer.Admin;

/// <summary>Writes how mail is protected as documents.</summary>
internal static class TlsDocuments
{
    public static AdminTlsServer Of(RouteHost host, TlsRequirement requirement) => new(
        host.Name,
        host.Preference,
        [.. host.EndPoints.Select(static address => address.ToString())],
        requirement.Mode switch { SmtpClientTls.Never => "never", SmtpClientTls.WhenOffered => "offered", _ => "required" },
        requirement.Policy.Kind switch { TlsPolicyKind.Tlsa => "tlsa", TlsPolicyKind.Sts => "sts", _ => "none" },
        requirement.SecurityState,
        requirement.Deferral?.Reason,
        requirement.Deferral is null ? requirement.Refusal?.Reason : null);

    public static AdminTlsSight Of(TlsSight sight) => new(
        sight.Outcome switch
        {
            TlsSightOutcome.Proven => "proven",
            TlsSightOutcome.Encrypted => "encrypted",
            TlsSightOutcome.Clear => "clear",
            TlsSightOutcome.Refused => "refused",
            _ => "unreachable",
        },
        sight.RemoteEndPoint?.ToString(),
        sight.Failure?.Reason ?? sight.Problem,
        sight.TestingFailure?.Reason,
        sight.Protocol switch { SslProtocols.None => null, SslProtocols.Tls13 => "TLS 1.3", SslProtocols.Tls12 => "TLS 1.2", var other => other.ToString() },
        sight.CipherSuite?.ToString(),
        sight.Certificate is { } shown ? new AdminCertificate(shown.Subject, shown.Issuer, [.. shown.Names], shown.NotBefore, shown.NotAfter, shown.Tlsa) : null);

    public static AdminMtaSts Of(StsState state, string? doubt) => new(
        state.Policy?.Mode.ToString().ToLowerInvariant(),
        state.Policy is { } policy ? [.. policy.MxPatterns] : [],
        state.PolicyId,
        state.IsKept,
        state.FetchedAt,
        state.ExpiresAt,
        state.RecordId,
        state.RecordProblem ?? state.Failure?.Reason ?? doubt);
}
