using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
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
    private readonly IPAddress _localAddress;
    private bool _hasOfferedTls;
    private bool _hasTriedTls;
    private ReplyReader _replies = new(Stream.Null);
    private PipeWriter _output = PipeWriter.Create(Stream.Null);

    private SmtpClientConnection(Socket socket, SmtpClientOptions options, TimeProvider time)
    {
        _socket = socket;
        _options = options;
        // A server that took too long is not spoken to again, so that closing the socket is all a time-out has to do.
        _watch = new SessionWatch(time, socket.Dispose);
        RemoteEndPoint = (IPEndPoint)socket.RemoteEndPoint!;
        _localAddress = ((IPEndPoint)socket.LocalEndPoint!).Address;
        Use(new NetworkStream(socket, ownsSocket: false));
        IsUsable = true;
    }

    /// <summary>Where the server is: the address that was connected to.</summary>
    public IPEndPoint RemoteEndPoint { get; }

    /// <summary>What the server offers; what it said last, under TLS where TLS is in use.</summary>
    public SmtpPeerCapabilities Capabilities { get; private set; } = new();

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsEncrypted { get; private set; }

    /// <summary>The version of TLS; <see cref="SslProtocols.None"/> without TLS.</summary>
    public SslProtocols TlsProtocol { get; private set; }

    /// <summary>The cipher suite; <see langword="null"/> without TLS.</summary>
    public TlsCipherSuite? CipherSuite { get; private set; }

    /// <summary>The server's certificate, whether or not it is valid; <see langword="null"/> without TLS. It is disposed with the connection.</summary>
    public X509Certificate2? RemoteCertificate { get; private set; }

    /// <summary>Whether another transaction may be tried.</summary>
    public bool IsUsable { get; private set; }

    /// <summary>
    /// Whether the end of the last message has gone out, or may have: where no reply to it came, the server may have taken the message all the same (RFC 1047).
    /// </summary>
    public bool IsEndSent { get; private set; }

    /// <summary>RSET: asks the server whether it is still there and clean.</summary>
    public async ValueTask<SmtpPeerReply> ResetAsync(CancellationToken cancellationToken) =>
        Completed(await AskAsync("RSET\r\n"u8, _options.CommandTimeout, cancellationToken).ConfigureAwait(false));

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
        RemoteCertificate?.Dispose();
    }
}
