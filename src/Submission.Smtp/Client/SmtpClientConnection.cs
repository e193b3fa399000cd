using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Client;

/// <summary>
/// A client's connection to an SMTP server, usable for many transactions one after another. Whatever the server or the network does
/// is a value, never an exception; only cancellation throws. Not thread-safe.
/// </summary>
public sealed partial class SmtpClientConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly SmtpClientOptions _options;
    private readonly SessionWatch _watch;
    private Stream _stream = Stream.Null;
    private ReplyReader _replies = new(Stream.Null);
    private PipeWriter _output = PipeWriter.Create(Stream.Null);

    private SmtpClientConnection(Socket socket, SmtpClientOptions options, TimeProvider time)
    {
        _socket = socket;
        _options = options;
        // A server that took too long is not spoken to again, so that closing the socket is all a time-out has to do.
        _watch = new SessionWatch(time, socket.Dispose);
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
    public static async ValueTask<SmtpConnectResult> ConnectAsync(IPEndPoint endPoint, SmtpClientOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SmtpClientConnection connection = new(socket, options, time);
        SmtpPeerReply reply;
        try
        {
            reply = await connection.OpenAsync(endPoint, cancellationToken).ConfigureAwait(false);
            if (connection.IsUsable) return new SmtpConnectResult(connection, reply);
        }
        catch (OperationCanceledException)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        return new SmtpConnectResult(null, reply);
    }

    /// <summary>RSET: asks the server whether it is still there and clean.</summary>
    public ValueTask<SmtpPeerReply> ResetAsync(CancellationToken cancellationToken) => AskAsync("RSET\r\n"u8, _options.CommandTimeout, cancellationToken);

    /// <summary>QUIT; the connection is unusable afterwards.</summary>
    public async ValueTask<SmtpPeerReply> QuitAsync(CancellationToken cancellationToken)
    {
        SmtpPeerReply reply = await AskAsync("QUIT\r\n"u8, _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
        return reply;
    }

    /// <summary>Closes the connection without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        IsUsable = false;
        _watch.Dispose();
        _socket.Dispose();
        await _output.CompleteAsync(new OperationCanceledException()).ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<SmtpPeerReply> OpenAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
            _watch.Arm(_options.ConnectTimeout);
            await _socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            _watch.Disarm();
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return SmtpPeerReply.FromFailure(_watch.IsExpired ? SmtpClientFailure.TimedOut : SmtpClientFailure.ConnectFailed);
        }

        Use(new NetworkStream(_socket, ownsSocket: false));
        IsUsable = true;
        SmtpPeerReply reply = await ReadAsync(_options.GreetingTimeout, cancellationToken).ConfigureAwait(false);
        if (reply.Reply is { Code: 220 }) reply = await HelloAsync(cancellationToken).ConfigureAwait(false);
        else if (reply.IsPositive) return Fail(SmtpClientFailure.ProtocolViolation);

        if (reply.Reply is { Code: 250 } && _options.Tls != SmtpClientTls.Never) reply = await SecureAsync(reply, cancellationToken).ConfigureAwait(false);
        if (reply.Reply is not { Code: 250 }) IsUsable = false;
        return reply;
    }

    private async ValueTask<SmtpPeerReply> HelloAsync(CancellationToken cancellationToken)
    {
        SmtpPeerReply reply = await AskAsync(Encoding.UTF8.GetBytes($"EHLO {_options.HelloName}\r\n"), _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        Capabilities = reply.Reply is { Code: 250 } ? CapabilityParser.Parse(reply.Lines) : new SmtpPeerCapabilities();
        return reply.Reply is { Code: >= 500 }
            ? await AskAsync(Encoding.UTF8.GetBytes($"HELO {_options.HelloName}\r\n"), _options.CommandTimeout, cancellationToken).ConfigureAwait(false)
            : reply;
    }

    private async ValueTask<SmtpPeerReply> SecureAsync(SmtpPeerReply hello, CancellationToken cancellationToken)
    {
        bool required = _options.Tls == SmtpClientTls.Required;
        if (!Capabilities.StartTls) return required ? Fail(SmtpClientFailure.TlsFailed) : hello;
        SmtpPeerReply reply = await AskAsync("STARTTLS\r\n"u8, _options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        if (!IsUsable) return reply;
        if (reply.Reply is not { Code: 220 }) return required || reply.IsPositive ? Fail(SmtpClientFailure.TlsFailed) : hello;

        // A new reader: whatever came in clear behind the 220 is dropped with the old one (RFC 3207, section 4.2).
        SslStream tls = new(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        try
        {
            _watch.Arm(_options.GreetingTimeout);
            await tls.AuthenticateAsClientAsync(TlsOptions(required), cancellationToken).ConfigureAwait(false);
            _watch.Disarm();
        }
        catch (Exception error) when (error is System.Security.Authentication.AuthenticationException or IOException or ObjectDisposedException or InvalidOperationException)
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
        EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13,
        RemoteCertificateValidationCallback = _options.ValidateCertificate ?? ((_, _, _, errors) => !required || errors == SslPolicyErrors.None),
    };

    private void Use(Stream stream)
    {
        _stream = stream;
        _replies = new ReplyReader(stream);
        _output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 16 * 1024, leaveOpen: true));
    }

    private ValueTask<SmtpPeerReply> AskAsync(ReadOnlySpan<byte> command, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (!IsUsable) return new(SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectionLost));
        _output.Write(command);
        return FlushAndReadAsync(limit, cancellationToken);
    }

    // Under TLS there may be records that carry no octets.
    private bool HasUnaskedReply => _replies.HasMore || (IsUsable && !IsEncrypted && _socket.Available > 0);

    private async ValueTask<SmtpPeerReply> FlushAndReadAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (HasUnaskedReply) return await ReadUnaskedAsync(limit, cancellationToken).ConfigureAwait(false);
        await FlushAsync(limit, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(limit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what was said before anything was asked. Taken for the answer to the next command it would say yes to a message that was never read.</summary>
    private async ValueTask<SmtpPeerReply> ReadUnaskedAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        SmtpPeerReply unasked = await ReadAsync(limit, cancellationToken).ConfigureAwait(false);
        return IsUsable ? Fail(SmtpClientFailure.ProtocolViolation) : unasked;
    }

    /// <summary>MAIL and RCPT are answered by yes or no; 3xx would ask for more where there is none.</summary>
    private SmtpPeerReply Completed(SmtpPeerReply reply) => reply.Reply is { Code: >= 300 and < 400 } ? Fail(SmtpClientFailure.ProtocolViolation) : reply;

    /// <summary>Sends what was written. Where that fails a reply may still be there to be read, which says more.</summary>
    /// <returns>Whether all was sent.</returns>
    private async ValueTask<bool> FlushAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            _watch.Arm(limit);
            await _output.FlushAsync(cancellationToken).ConfigureAwait(false);
            _watch.Disarm();
            return true;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            Abandon();
            throw;
        }
    }

    private async ValueTask<SmtpPeerReply> ReadAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_watch.IsExpired) return Fail(SmtpClientFailure.TimedOut);
        try
        {
            _watch.Arm(limit);
            SmtpPeerReply reply = await _replies.ReadAsync(cancellationToken).ConfigureAwait(false);
            _watch.Disarm();
            // RFC 5321, section 3.8: a server that says 421 closes.
            if (reply.IsConnectionLost || reply.Reply is { Code: 421 }) Abandon();
            return reply;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return Fail(_watch.IsExpired ? SmtpClientFailure.TimedOut : SmtpClientFailure.ConnectionLost);
        }
        catch (OperationCanceledException)
        {
            Abandon();
            throw;
        }
    }

    private SmtpPeerReply Fail(SmtpClientFailure failure)
    {
        Abandon();
        return SmtpPeerReply.FromFailure(failure);
    }

    private void Abandon()
    {
        IsUsable = false;
        _socket.Dispose();
    }
}
