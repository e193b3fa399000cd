namespace Submission.Hosting.Configuration;

/// <summary>The daily reports of TLS to domains that ask for them (RFC 8460).</summary>
public sealed class DeliveryTlsReportsOptions
{
    /// <summary>The mailbox that reports come from and that answers questions about them.</summary>
    /// <value>A mail address. Default: none; nothing is counted and no reports are sent.</value>
    public string? Contact { get; set; }

    /// <summary>Who reports, for people.</summary>
    /// <value>A text, for example the name of the company. Default: the value of <c>Hostname</c>.</value>
    public string? Organization { get; set; }
}
