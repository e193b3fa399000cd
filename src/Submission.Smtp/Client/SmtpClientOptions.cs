using System.Net;
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

    /// <summary>
    /// Whether a TLS session with the server may be taken up again, which shows no certificate anew. Default <see langword="true"/>; off where each
    /// handshake must prove the server (RFC 7672, section 8.2 leaves it to the client).
    /// </summary>
    public bool AllowTlsResume { get; set; } = true;

    /// <summary>Whether AUTH may be used without TLS, where everybody on the way reads the password. Default <see langword="false"/>.</summary>
    public bool AllowCleartextAuthentication { get; set; }

    /// <summary>
    /// Whether a message goes by BDAT where the server offers CHUNKING (RFC 3030). Default <see langword="true"/>. Off after
    /// <see cref="SmtpClientFailure.ChunkingRefused"/>, so that the same server gets DATA.
    /// </summary>
    public bool UseChunking { get; set; } = true;

    /// <summary>The address that connections over IPv4 are made from. Default <see langword="null"/>: the system chooses.</summary>
    public IPAddress? LocalAddressV4 { get; set; }

    /// <summary>The address that connections over IPv6 are made from. Default <see langword="null"/>: the system chooses.</summary>
    public IPAddress? LocalAddressV6 { get; set; }

    /// <summary>How long one address is tried alone before the next is tried as well (RFC 8305, section 5). Default 250 milliseconds; 10 milliseconds to 5 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan ConnectAttemptDelay
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(10));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromSeconds(5));
            field = value;
        }
    } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a connection may take to be made, all addresses of the server together. Default 30 seconds; 1 millisecond to 10 minutes.</summary>
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
