using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Submission.Smtp.Client;

/// <content>AUTH (RFC 4954), for smart hosts.</content>
public sealed partial class SmtpClientConnection
{
    // RFC 5321, section 4.5.3.1.4: a longer command may not carry the first response.
    private const int MaximumCommandLength = 512;

    /// <summary>
    /// AUTH, once on a connection and before MAIL: PLAIN (RFC 4616) where the server offers it, otherwise LOGIN. Without TLS nothing is sent unless
    /// <see cref="SmtpClientOptions.AllowCleartextAuthentication"/> allows it. What holds the password is wiped at once.
    /// </summary>
    /// <param name="login">The login.</param>
    /// <param name="password">The password.</param>
    /// <param name="cancellationToken">Ends the wait; the connection is then unusable.</param>
    /// <returns>
    /// The server's answer. <see cref="SmtpClientFailure.AuthenticationNotOffered"/> and <see cref="SmtpClientFailure.AuthenticationNotProtected"/> say that
    /// nothing was sent; the connection can then still be used.
    /// </returns>
    /// <exception cref="ArgumentException">The login or the password holds a NUL, which no mechanism can carry.</exception>
    public async ValueTask<SmtpPeerReply> AuthenticateAsync(string login, string password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        ArgumentNullException.ThrowIfNull(password);
        if (login.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("A login must not hold a NUL.", nameof(login));
        if (password.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("A password must not hold a NUL.", nameof(password));
        if (!IsUsable) return SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectionLost);
        if (!Capabilities.AuthPlain && !Capabilities.AuthLogin) return SmtpPeerReply.FromFailure(SmtpClientFailure.AuthenticationNotOffered);
        if (!IsEncrypted && !_options.AllowCleartextAuthentication) return SmtpPeerReply.FromFailure(SmtpClientFailure.AuthenticationNotProtected);

        SmtpPeerReply reply = Capabilities.AuthPlain
            ? await AuthenticatePlainAsync(login, password, cancellationToken).ConfigureAwait(false)
            : await AuthenticateLoginAsync(login, password, cancellationToken).ConfigureAwait(false);
        return Completed(reply);
    }

    private async ValueTask<SmtpPeerReply> AuthenticatePlainAsync(string login, string password, CancellationToken cancellationToken)
    {
        byte[] whole = SecretLine("AUTH PLAIN ", "\0", login, "\0", password);
        if (whole.Length <= MaximumCommandLength) return await AskSecretAsync(whole, cancellationToken).ConfigureAwait(false);
        CryptographicOperations.ZeroMemory(whole);
        SmtpPeerReply reply = await AskAsync("AUTH PLAIN\r\n"u8, _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        return reply.Reply is { Code: 334 } ? await AskSecretAsync(SecretLine("", "\0", login, "\0", password), cancellationToken).ConfigureAwait(false) : Unready(reply);
    }

    private async ValueTask<SmtpPeerReply> AuthenticateLoginAsync(string login, string password, CancellationToken cancellationToken)
    {
        SmtpPeerReply reply = await AskAsync("AUTH LOGIN\r\n"u8, _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        if (reply.Reply is not { Code: 334 }) return Unready(reply);
        reply = await AskSecretAsync(SecretLine("", login), cancellationToken).ConfigureAwait(false);
        if (reply.Reply is not { Code: 334 }) return Unready(reply);
        return await AskSecretAsync(SecretLine("", password), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Nobody has logged in before the secret was sent.</summary>
    private SmtpPeerReply Unready(SmtpPeerReply reply) => reply.IsPositive ? Fail(SmtpClientFailure.ProtocolViolation) : reply;

    /// <summary>Sends a line around the buffers, which are not wiped, and wipes it.</summary>
    private async ValueTask<SmtpPeerReply> AskSecretAsync(byte[] line, CancellationToken cancellationToken)
    {
        try
        {
            if (HasUnaskedReply) return await ReadUnaskedAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false);
            await SendAsync(line, _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(line);
        }

        return await ReadAsync(_options.CommandTimeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A command, base64 of the parts in UTF-8, and a line end.</summary>
    private static byte[] SecretLine(string command, params ReadOnlySpan<string> parts)
    {
        int length = 0;
        foreach (string part in parts) length += Encoding.UTF8.GetByteCount(part);
        byte[] line = new byte[command.Length + Base64.GetMaxEncodedToUtf8Length(length) + 2];
        int start = Encoding.ASCII.GetBytes(command, line);
        int end = start;
        foreach (string part in parts) end += Encoding.UTF8.GetBytes(part, line.AsSpan(end));
        Base64.EncodeToUtf8InPlace(line.AsSpan(start), length, out int encoded);
        "\r\n"u8.CopyTo(line.AsSpan(start + encoded));
        return line;
    }
}
