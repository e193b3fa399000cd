using Submission.Gateway.Tls.Reporting;
using Submission.Hosting.Configuration;

namespace Submission.GatewayServer.Composition;

/// <summary>Makes the options of reports of TLS of the host's.</summary>
internal static class TlsReportSettings
{
    public static TlsReportingOptions From(SubmissionOptions options, string contact) => new()
    {
        OrganizationName = options.Delivery.TlsReports.Organization ?? options.Hostname!,
        Contact = EmailAddress.Parse(contact),
        Submitter = options.Hostname!,
        Directory = Path.Combine(options.DataDirectory!, "tls-reports"),
        Spread = options.Delivery.TlsReports.Spread,
        AllowPrivateAddresses = options.Delivery.TlsReports.AllowPrivate,
    };
}
