using System.ComponentModel;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Submission.Smtp.Client;

/// <content>From the connection to the last EHLO.</content>
public sealed partial class SmtpClientConnection
{

    /// <summary>Connects, reads the greeting, says EHLO (HELO where EHLO is refused) and, by the options, STARTTLS and EHLO again.</summary>
    /// <param name="endPoint">Where the server is.</param>
    /// <param name="options">How to speak to it.</param>
    /// <param name="time">The clock of the time-outs.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static ValueTask<SmtpConnectResult> ConnectAsync(IPEndPoint endPoint, SmtpClientOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return ConnectAsync([endPoint], options, time, cancellationToken);
    }

    /// <summary>
    /// Connects to whichever address of a server answers first (RFC 8305, section 5), each being tried
    /// <see cref="SmtpClientOptions.ConnectAttemptDelay"/> after the one before, or at once where that has failed. Then it reads the greeting,
    /// says EHLO (HELO where EHLO is refused) and, by the options, STARTTLS and EHLO again.
    /// </summary>
    /// <param name="endPoints">The addresses of one server, the preferred one first; at least one.</param>
    /// <param name="options">How to speak to it.</param>
    /// <param name="time">The clock of the time-outs.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no address.</exception>
    public static async ValueTask<SmtpConnectResult> ConnectAsync(
        IReadOnlyList<IPEndPoint> endPoints, SmtpClientOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoints);
        ArgumentOutOfRangeException.ThrowIfZero(endPoints.Count, nameof(endPoints));
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (Socket? socket, SmtpClientFailure failure) = await new ConnectRace(endPoints, options, time).RunAsync(cancellationToken).ConfigureAwait(false);
        if (socket is null) return new SmtpConnectResult(null, SmtpPeerReply.FromFailure(failure));
        if (Open(socket, options, time) is not { } connection) return new SmtpConnectResult(null, SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectionLost));
        SmtpPeerReply reply;
        try
        {
            reply = await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (connection.IsUsable) return Result(connection, connection, reply);
        }
        catch (OperationCanceledException)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        return Result(null, connection, reply);
    }

    private static SmtpConnectResult Result(SmtpClientConnection? open, SmtpClientConnection made, SmtpPeerReply reply) => new(open, reply)
    {
        RemoteEndPoint = made.RemoteEndPoint,
        LocalAddress = made._localAddress,
        HasOfferedTls = made._hasOfferedTls,
        HasTriedTls = made._hasTriedTls,
    };

    // A server that has reset the connection meanwhile leaves a socket that no longer knows it.
    private static SmtpClientConnection? Open(Socket socket, SmtpClientOptions options, TimeProvider time)
    {
        try
        {
            return new SmtpClientConnection(socket, options, time);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            socket.Dispose();
            return null;
        }
    }

    private async ValueTask<SmtpPeerReply> OpenAsync(CancellationToken cancellationToken)
    {
        SmtpPeerReply reply = await ReadAsync(_options.GreetingTimeout, cancellationToken).ConfigureAwait(false);
        if (reply.Reply is { Code: 220 }) reply = await HelloAsync(cancellationToken).ConfigureAwait(false);
        else if (reply.IsPositive) return Fail(SmtpClientFailure.ProtocolViolation);

        if (reply.IsPositive && _options.Tls != SmtpClientTls.Never) reply = await SecureAsync(reply, cancellationToken).ConfigureAwait(false);
        if (!reply.IsPositive) IsUsable = false;
        return reply;
    }

    /// <summary>EHLO, and HELO where EHLO is refused for good.</summary>
    /// <returns>250, a refusal or a failure.</returns>
    private async ValueTask<SmtpPeerReply> HelloAsync(CancellationToken cancellationToken)
    {
        SmtpPeerReply reply = await AskAsync(Encoding.UTF8.GetBytes($"EHLO {_options.HelloName}\r\n"), _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        Capabilities = reply.Reply is { Code: 250 } ? CapabilityParser.Parse(reply.Lines) : new SmtpPeerCapabilities();
        if (reply.Reply is { Code: >= 500 })
        {
            // HELO cannot lead to TLS. What is no command that the server lacks is its refusal, and says more.
            if (_options.Tls == SmtpClientTls.Required && !IsEncrypted) return reply.Reply is { Code: 500 or 501 or 502 or 504 } ? Fail(SmtpClientFailure.TlsFailed) : reply;
            reply = await AskAsync(Encoding.UTF8.GetBytes($"HELO {_options.HelloName}\r\n"), _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        }

        return reply.IsPositive && reply.Reply is not { Code: 250 } ? Fail(SmtpClientFailure.ProtocolViolation) : reply;
    }

    private async ValueTask<SmtpPeerReply> SecureAsync(SmtpPeerReply hello, CancellationToken cancellationToken)
    {
        bool required = _options.Tls == SmtpClientTls.Required;
        _hasOfferedTls = Capabilities.StartTls;
        if (!Capabilities.StartTls) return required ? Fail(SmtpClientFailure.TlsFailed) : hello;
        SmtpPeerReply reply = await AskAsync("STARTTLS\r\n"u8, _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        if (!IsUsable) return reply;
        if (reply.Reply is not { Code: 220 }) return required || reply.IsPositive ? Fail(SmtpClientFailure.TlsFailed) : hello;

        // A new reader: whatever came in clear behind the 220 is dropped with the old one (RFC 3207, section 4.2).
        SslStream tls = new(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        _hasTriedTls = true;
        try
        {
            _watch.Arm(_options.GreetingTimeout);
            await tls.AuthenticateAsClientAsync(TlsOptions(required), cancellationToken).ConfigureAwait(false);
            _watch.Disarm();
            TlsProtocol = tls.SslProtocol;
            CipherSuite = tls.NegotiatedCipherSuite;
            RemoteCertificate = tls.RemoteCertificate as X509Certificate2;
        }
        catch (Exception error) when (error is AuthenticationException or IOException or ObjectDisposedException or InvalidOperationException or CryptographicException or Win32Exception)
        {
            return Fail(_watch.IsExpired ? SmtpClientFailure.TimedOut : SmtpClientFailure.TlsFailed);
        }

        Use(tls);
        IsEncrypted = true;
        return await HelloAsync(cancellationToken).ConfigureAwait(false);
    }

    private SslClientAuthenticationOptions TlsOptions(bool required) => new()
    {
        TargetHost = _options.TlsServerName ?? "",
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowTlsResume = _options.AllowTlsResume,
        // A certificate of anybody must not make this host fetch what it names.
        CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
        RemoteCertificateValidationCallback = _options.ValidateCertificate ?? ((_, _, _, errors) => !required || errors == SslPolicyErrors.None),
    };
}
