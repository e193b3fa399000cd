using System.Net;
using System.Net.Sockets;

namespace Submission.Policy.Lookups;

/// <summary>Sockets to scanners.</summary>
internal static class ScannerSocket
{
    /// <summary>Opens a connection.</summary>
    /// <exception cref="SocketException">It is not to be had, or not in time.</exception>
    public static async ValueTask<Socket> ConnectAsync(EndPoint endpoint, TimeSpan limit, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        Socket socket = Create(endpoint);
        try
        {
            using ScanBudget budget = new(limit, timeProvider, cancellationToken);
            try
            {
                await socket.ConnectAsync(endpoint, budget.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (budget.IsSpent && !cancellationToken.IsCancellationRequested)
            {
                throw new SocketException((int)SocketError.TimedOut);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends all of it.</summary>
    public static async ValueTask SendAllAsync(this Socket socket, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        while (octets.Length > 0)
        {
            int sent = await socket.SendAsync(octets, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            octets = octets[sent..];
        }
    }

    private static Socket Create(EndPoint endpoint) => endpoint switch
    {
        UnixDomainSocketEndPoint => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
        IPEndPoint => new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
        _ => new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
    };
}
