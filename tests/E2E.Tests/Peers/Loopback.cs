using System.Net;

namespace E2E.Tests.Peers;

/// <summary>Addresses of this machine. Each test has its own, so that nothing that is counted by client address is shared.</summary>
internal static class Loopback
{
    /// <summary>The network whose clients the daemon takes for proxies.</summary>
    public const string ProxyNetwork = "127.77.0.0/16";

    private static int _last;

    public static IPAddress Proxy { get; } = IPAddress.Parse("127.77.0.1");

    public static IPAddress Next()
    {
        int number = Interlocked.Increment(ref _last);
        return new IPAddress([127, 1, (byte)(number / 200), (byte)((number % 200) + 1)]);
    }
}
