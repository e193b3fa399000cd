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
}
