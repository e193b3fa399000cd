namespace Submission.Smtp.Client;

/// <summary>Whether a client uses STARTTLS (RFC 3207).</summary>
public enum SmtpClientTls
{
    /// <summary>Never.</summary>
    Never = 0,

    /// <summary>Where the server offers it; a server that refuses it after all is spoken to in clear, a failed handshake ends the connection.</summary>
    WhenOffered = 1,

    /// <summary>Always; a server without it gets no MAIL.</summary>
    Required = 2,
}
