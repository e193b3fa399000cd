using System.Globalization;
using System.IO.Compression;
using Submission.Trust.TlsReporting;

namespace Submission.Gateway.Tls.Reporting;

/// <summary>Makes reports of counts (RFC 8460, section 4.4).</summary>
internal static class ReportWriter
{
    public static TlsReport Make(TlsReportingOptions options, DateOnly day, string domain, IReadOnlyList<PolicyCount> policies)
    {
        DateTimeOffset start = new(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
        return new TlsReport
        {
            OrganizationName = options.OrganizationName,
            DateRange = new TlsReportRange { Start = start, End = start.AddDays(1).AddSeconds(-1) },
            ContactInfo = options.Contact.ToString(),
            ReportId = string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}T00:00:00Z_{domain}@{options.Submitter}"),
            Policies = [.. policies.Select(policy => Result(policy, domain))],
        };
    }

    /// <summary>The name of the file: submitter, domain, begin and end in seconds (RFC 8460, section 5.1).</summary>
    public static string FileName(TlsReportingOptions options, TlsReport report, string domain) =>
        string.Create(CultureInfo.InvariantCulture, $"{options.Submitter}!{domain}!{report.DateRange.Start.ToUnixTimeSeconds()}!{report.DateRange.End.ToUnixTimeSeconds()}.json.gz");

    public static byte[] Compress(TlsReport report)
    {
        using MemoryStream output = new();
        using (GZipStream gzip = new(output, CompressionLevel.Optimal)) gzip.Write(report.ToJson());
        return output.ToArray();
    }

    private static TlsReportPolicyResult Result(PolicyCount policy, string domain) => new()
    {
        Policy = new TlsReportPolicy
        {
            PolicyType = policy.Kind switch { TlsPolicyKind.Tlsa => "tlsa", TlsPolicyKind.Sts => "sts", _ => "no-policy-found" },
            PolicyString = policy.Lines.Length > 0 ? policy.Lines : null,
            PolicyDomain = policy.Domain.Length > 0 ? policy.Domain : domain,
            MxHost = policy.Mx.Length > 0 ? policy.Mx : null,
        },
        Summary = new TlsReportSummary { Successful = policy.Successful, Failed = policy.Failed },
        FailureDetails = policy.Failures.Count == 0 ? null : [.. policy.Failures.Select(Failure)],
    };

    private static TlsReportFailure Failure(FailureCount failure) => new()
    {
        ResultType = failure.Kind switch
        {
            TlsFailureKind.StartTlsNotSupported => "starttls-not-supported",
            TlsFailureKind.CertificateHostMismatch => "certificate-host-mismatch",
            TlsFailureKind.CertificateExpired => "certificate-expired",
            TlsFailureKind.CertificateNotTrusted => "certificate-not-trusted",
            TlsFailureKind.TlsaInvalid => "tlsa-invalid",
            TlsFailureKind.DnssecInvalid => "dnssec-invalid",
            TlsFailureKind.DaneRequired => "dane-required",
            TlsFailureKind.StsPolicyFetchError => "sts-policy-fetch-error",
            TlsFailureKind.StsPolicyInvalid => "sts-policy-invalid",
            TlsFailureKind.StsWebPkiInvalid => "sts-webpki-invalid",
            _ => "validation-failure",
        },
        SendingMtaIp = failure.Local,
        ReceivingMxHostname = failure.Host,
        ReceivingIp = failure.Remote,
        FailedSessionCount = failure.Count,
        FailureReasonCode = failure.Reason,
    };
}
