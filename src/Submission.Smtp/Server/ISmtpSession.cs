using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Server;

/// <summary>
/// The host's side of one SMTP session. The server calls one method at a time, in the order of the dialog, and has checked
/// syntax and sequence before. A method that throws is answered <c>451 4.3.0</c> and the session goes on. Answers that are
/// known at once should complete synchronously.
/// </summary>
/// <remarks>
/// A transaction opens with a positive answer to <see cref="MailAsync"/> and ends with <see cref="MessageAsync"/>, whatever
/// its answer; with <see cref="ResetAsync"/>; or, where the client vanishes, with disposal alone.
/// The token of every method is cancelled when the server stops and its patience (<see cref="SmtpServerOptions.DrainTimeout"/>) is at an
/// end, or cuts the client off. It is not cancelled when the client closes its side: it may still read the replies to what it has sent.
/// </remarks>
public interface ISmtpSession : IAsyncDisposable
{
    /// <summary>
    /// The client has connected. A positive answer is the greeting (standard: <c>220 host ESMTP ready</c>); any other is sent
    /// in its place and the connection is closed.
    /// </summary>
    ValueTask<SmtpAnswer> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>EHLO or HELO. The standard answer to EHLO lists the extensions; a positive reply of the host's own is ignored for EHLO.</summary>
    /// <param name="name">What the client calls itself: 1 to 255 octets of UTF-8, no control characters and no spaces; otherwise unchecked.</param>
    /// <param name="extended"><see langword="true"/> for EHLO.</param>
    /// <param name="cancellationToken">Cancelled when the server waits no longer.</param>
    ValueTask<SmtpAnswer> HelloAsync(string name, bool extended, CancellationToken cancellationToken);

    /// <summary>
    /// TLS protects the connection from here on: before <see cref="ConnectAsync"/> on a listener with implicit TLS, otherwise
    /// after STARTTLS, where everything that was learnt from the client before, except counters, must be forgotten (RFC 3207, section 4.2).
    /// </summary>
    void TlsStarted(SmtpTlsInfo tls);

    /// <summary>
    /// AUTH over cleartext where it is not allowed. Standard: <c>538 5.7.11 Encryption required</c>. A positive answer is treated as the standard one.
    /// </summary>
    ValueTask<SmtpAnswer> CleartextAuthenticationAsync(CancellationToken cancellationToken);

    /// <summary>
    /// AUTH with complete credentials. Standard and any 2xx: authenticated. A cancelled or malformed exchange never comes here.
    /// </summary>
    /// <param name="credentials">What the client gave; the password is wiped when the method's task completes.</param>
    /// <param name="cancellationToken">Cancelled when the server waits no longer.</param>
    ValueTask<SmtpAnswer> AuthenticateAsync(SmtpCredentials credentials, CancellationToken cancellationToken);

    /// <summary>MAIL FROM. Standard: <c>250 2.1.0 OK</c>, and a transaction is open.</summary>
    ValueTask<SmtpAnswer> MailAsync(MailCommand command, CancellationToken cancellationToken);

    /// <summary>RCPT TO. Standard: <c>250 2.1.5 OK</c>.</summary>
    ValueTask<SmtpAnswer> RecipientAsync(RcptCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// DATA, or the first BDAT, with at least one accepted recipient. Standard: go on (<c>354</c> to DATA). Any answer that
    /// is not positive is sent, nothing is read, and the transaction stays open.
    /// </summary>
    ValueTask<SmtpAnswer> DataStartingAsync(CancellationToken cancellationToken);

    /// <summary>The whole message has arrived. Standard: <c>250 2.0.0 OK</c>. The transaction ends with this call.</summary>
    /// <param name="body">The exact octets of the message after dot-unstuffing; valid until the method's task completes.</param>
    /// <param name="cancellationToken">Cancelled when the server waits no longer.</param>
    ValueTask<SmtpAnswer> MessageAsync(MessageBody body, CancellationToken cancellationToken);

    /// <summary>
    /// The open transaction ends without a message: RSET, EHLO, STARTTLS, or data that was refused for its size, its line
    /// ends or want of disk. Called only while a transaction is open.
    /// </summary>
    ValueTask ResetAsync();
}
