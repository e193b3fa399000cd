using System.Security.Cryptography.X509Certificates;

namespace Submission.Gateway.Tls.Reporting;

/// <summary>How reports of TLS are made and sent (RFC 8460). Set it up before the gateway starts; then it is only read.</summary>
public sealed class TlsReportingOptions
{
    /// <summary>Who reports, for people, for example the name of the company.</summary>
    public required string OrganizationName { get; set; }

    /// <summary>The mailbox that reports come from and that answers questions about them. Nothing is sent without one.</summary>
    public required EmailAddress Contact { get; set; }

    /// <summary>The domain that reports, in <c>TLS-Report-Submitter</c> and in the name of the file.</summary>
    public required string Submitter { get; set; }

    /// <summary>The folder in which what was seen survives a restart; it is made where it is missing.</summary>
    public required string Directory { get; set; }

    /// <summary>How many domains are told of on one day. Default 10,000; 1 to 1,000,000. What is seen of others beyond is not reported.</summary>
    public int MaximumDomains { get; set; } = 10_000;

    /// <summary>The authorities that may have signed certificates of servers that take reports by HTTPS. Default <see langword="null"/>: the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; set; }

    /// <summary>Whether a server that takes reports by HTTPS may be at a private address. Default <see langword="false"/>.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How long within a day after midnight UTC sending is spread at random. Default 4 hours; 0 to 23 hours.</summary>
    public TimeSpan Spread { get; set; } = TimeSpan.FromHours(4);
}
