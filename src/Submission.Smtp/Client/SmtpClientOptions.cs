using System.Net.Security;

namespace Submission.Smtp.Client;

/// <summary>How a client speaks to a server. Set it up before use; then it is only read and may be shared by many connections.</summary>
public sealed class SmtpClientOptions
{
    /// <summary>What the client calls itself in EHLO. Default <c>localhost</c>; a domain name or an address literal.</summary>
    public string HelloName { get; set; } = "localhost";

    /// <summary>Whether to use STARTTLS. Default <see cref="SmtpClientTls.WhenOffered"/>.</summary>
    public SmtpClientTls Tls { get; set; } = SmtpClientTls.WhenOffered;

    /// <summary>The server's name for SNI and for its certificate. Default: none is sent.</summary>
    public string? TlsServerName { get; set; }

    /// <summary>
    /// Judges the server's certificate. Default <see langword="null"/>: any is taken with <see cref="SmtpClientTls.WhenOffered"/>
    /// (RFC 7435), only a valid one with <see cref="SmtpClientTls.Required"/>.
    /// </summary>
    public RemoteCertificateValidationCallback? ValidateCertificate { get; set; }

    /// <summary>How long a connection may take to be made. Default 30 seconds; 1 millisecond to 10 minutes.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the greeting may take, and a TLS handshake. Default 5 minutes (RFC 5321, section 4.5.3.2.1); 1 millisecond to 1 hour.</summary>
    public TimeSpan GreetingTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a reply to a command may take. Default 5 minutes (RFC 5321, sections 4.5.3.2.2 and 4.5.3.2.3); 1 millisecond to 1 hour.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the reply to DATA may take. Default 2 minutes (RFC 5321, section 4.5.3.2.4); 1 millisecond to 1 hour.</summary>
    public TimeSpan DataStartTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the server may take to read a block of data. Default 3 minutes (RFC 5321, section 4.5.3.2.5); 1 millisecond to 1 hour.</summary>
    public TimeSpan DataBlockTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How long the reply to the end of the data may take. Default 10 minutes (RFC 5321, section 4.5.3.2.6); 1 millisecond to 1 hour.</summary>
    public TimeSpan DataEndTimeout { get; set; } = TimeSpan.FromMinutes(10);
}
