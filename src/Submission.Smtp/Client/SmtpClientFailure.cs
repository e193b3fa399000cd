namespace Submission.Smtp.Client;

/// <summary>Why a client has no reply of the server to show.</summary>
public enum SmtpClientFailure
{
    /// <summary>There is a reply.</summary>
    None = 0,

    /// <summary>No connection could be made.</summary>
    ConnectFailed = 1,

    /// <summary>The connection broke or was closed.</summary>
    ConnectionLost = 2,

    /// <summary>The server took too long.</summary>
    TimedOut = 3,

    /// <summary>What the server sent is no SMTP reply, or exceeds the bounds of one.</summary>
    ProtocolViolation = 4,

    /// <summary>TLS is required and was not offered, or was refused, or the handshake failed.</summary>
    TlsFailed = 5,

    /// <summary>The message needs SMTPUTF8 and the server does not offer it (RFC 6531, section 3.2); nothing was sent.</summary>
    SmtpUtf8NotOffered = 6,

    /// <summary>The message is larger than the server takes (RFC 1870); nothing was sent.</summary>
    TooBig = 7,

    /// <summary>The server offers no mechanism of AUTH that the client knows; no secret was sent.</summary>
    AuthenticationNotOffered = 8,

    /// <summary>The connection is without TLS, where a password is not sent unless that is allowed; no secret was sent.</summary>
    AuthenticationNotProtected = 9,

    /// <summary>
    /// The server offered CHUNKING and did not know BDAT. The connection is closed, for the server may take the message for commands; a next one
    /// should be made without <see cref="SmtpClientOptions.UseChunking"/>. The server has not taken the message.
    /// </summary>
    ChunkingRefused = 10,

    /// <summary>The message demands REQUIRETLS, and the server does not offer it or the connection is without TLS (RFC 8689, section 4.2); nothing was sent.</summary>
    RequireTlsNotOffered = 11,
}
