namespace Submission.Smtp.Server;

/// <summary>How a listener comes to TLS.</summary>
public enum SmtpListenerMode
{
    /// <summary>Cleartext at first; STARTTLS is offered where a certificate is at hand (RFC 3207). Ports 25 and 587.</summary>
    StartTls = 0,

    /// <summary>TLS from the first octet (RFC 8314). Port 465.</summary>
    ImplicitTls = 1,
}
