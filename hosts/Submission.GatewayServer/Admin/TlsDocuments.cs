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
