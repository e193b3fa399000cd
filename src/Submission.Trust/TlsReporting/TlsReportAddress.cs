namespace Submission.Trust.TlsReporting;

/// <summary>Where a domain wants its reports. Immutable and thread-safe.</summary>
/// <param name="Mailbox">The mailbox of a <c>mailto:</c> address; <see langword="null"/> where it is one of HTTPS.</param>
/// <param name="Endpoint">The address of HTTPS; <see langword="null"/> where it is a mailbox.</param>
public sealed record TlsReportAddress(EmailAddress? Mailbox, Uri? Endpoint)
{
    /// <summary>The address as a URI.</summary>
    public override string ToString() => Endpoint?.AbsoluteUri ?? "mailto:" + Mailbox;
}
