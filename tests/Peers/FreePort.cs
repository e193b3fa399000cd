using System.Net;
using System.Net.Sockets;

namespace Submission.Tests.Peers;

internal static class FreePort
{
    // Below the ports that the system gives to whoever asks for any, and from which connections begin: nobody is given one between its finding and its use, and none
    // connects to itself.
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int s_next = Random.Shared.Next(Count);

    /// <summary>A loopback port that is free for UDP and TCP now.</summary>
    public static IPEndPoint Find()
    {
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            IPEndPoint found = new(IPAddress.Loopback, First + (int)((uint)Interlocked.Increment(ref s_next) % Count));
            using Socket tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                tcp.Bind(found);
                udp.Bind(found);
                return found;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                continue;
            }
        }

        throw new InvalidOperationException("No loopback port is free for both UDP and TCP.");
    }
}
