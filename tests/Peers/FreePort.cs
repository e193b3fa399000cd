using System.Net;
using System.Net.Sockets;

namespace Submission.Tests.Peers;

internal static class FreePort
{
    /// <summary>A loopback port that is free for UDP and TCP now.</summary>
    public static IPEndPoint Find()
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            using Socket tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            using Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                udp.Bind(tcp.LocalEndPoint!);
                return (IPEndPoint)tcp.LocalEndPoint!;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                continue;
            }
        }

        throw new InvalidOperationException("No loopback port is free for both UDP and TCP.");
    }
}
