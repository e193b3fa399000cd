namespace Submission.Smtp.Client;

/// <summary>What a server offers in its answer to EHLO. Immutable and thread-safe.</summary>
public sealed record SmtpPeerCapabilities
{
    /// <summary>STARTTLS (RFC 3207).</summary>
    public bool StartTls { get; init; }

    /// <summary>PIPELINING (RFC 2920).</summary>
    public bool Pipelining { get; init; }

    /// <summary>8BITMIME (RFC 6152).</summary>
    public bool EightBitMime { get; init; }

    /// <summary>SMTPUTF8 (RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>DSN (RFC 3461).</summary>
    public bool Dsn { get; init; }

    /// <summary>CHUNKING (RFC 3030).</summary>
    public bool Chunking { get; init; }

    /// <summary>ENHANCEDSTATUSCODES (RFC 2034).</summary>
    public bool EnhancedStatusCodes { get; init; }

    /// <summary>REQUIRETLS (RFC 8689).</summary>
    public bool RequireTls { get; init; }

    /// <summary>AUTH PLAIN (RFC 4616).</summary>
    public bool AuthPlain { get; init; }

    /// <summary>AUTH LOGIN.</summary>
    public bool AuthLogin { get; init; }

    /// <summary>SIZE (RFC 1870).</summary>
    public bool Size { get; init; }

    /// <summary>The largest message in octets that SIZE names; <see langword="null"/> where none is named.</summary>
    public long? MaximumSize { get; init; }
}
