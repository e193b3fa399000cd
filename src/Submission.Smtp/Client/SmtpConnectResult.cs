using System.Net;

namespace Submission.Smtp.Client;

/// <summary>What came of connecting to a server.</summary>
/// <param name="Connection">The connection, greeted and ready for a transaction; <see langword="null"/> where there is none.</param>
/// <param name="Reply">The last reply: to EHLO where there is a connection, otherwise the refusing one or the failure.</param>
public readonly record struct SmtpConnectResult(SmtpClientConnection? Connection, SmtpPeerReply Reply)
{
    /// <summary>The address that was reached, also where the server then refused; <see langword="null"/> where none was.</summary>
    public IPEndPoint? RemoteEndPoint { get; init; }

    /// <summary>Our address of the connection, also where the server then refused; <see langword="null"/> where none was made.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Whether the server's answer to EHLO in clear has offered STARTTLS.</summary>
    public bool HasOfferedTls { get; init; }

    /// <summary>Whether a TLS handshake was begun: where <see cref="SmtpClientFailure.TlsFailed"/> comes without, the server did not offer STARTTLS or refused it.</summary>
    public bool HasTriedTls { get; init; }
}
