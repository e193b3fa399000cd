using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Submission.Milter.Server;

/// <summary>
/// Has the kernel acknowledge at once what has come over TCP. A mail server may send a message in several writes, holding each back until the one before is acknowledged (RFC 896), and where no
/// answer is due the acknowledgement would wait for 40 ms (RFC 1122, section 4.2.3.2).
/// </summary>
internal readonly struct PromptAcknowledgement
{
    private const int Tcp = 6;
    private const int QuickAcknowledgement = 12;
    private static readonly byte[] Yes = [1, 0, 0, 0];
    private readonly Socket? _socket;

    private PromptAcknowledgement(Socket socket) => _socket = socket;

    /// <summary>For a connection; it does nothing where that is a unix socket, and on systems other than Linux.</summary>
    public static PromptAcknowledgement On(ConnectionContext connection) =>
        OperatingSystem.IsLinux() && connection.Features.Get<IConnectionSocketFeature>()?.Socket is { AddressFamily: AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 } socket
            ? new PromptAcknowledgement(socket)
            : default;

    /// <summary>To be called before each wait: the kernel forgets it.</summary>
    public void Ask()
    {
        if (_socket is null) return;
        try
        {
            _socket.SetRawSocketOption(Tcp, QuickAcknowledgement, Yes);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return; // the connection is over, which the read that follows finds out
        }
    }
}
