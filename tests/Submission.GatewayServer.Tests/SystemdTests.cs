using System.Net.Sockets;
using System.Text;
using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>What systemd is told of a unit of the type notify.</summary>
public sealed class SystemdTests : GatewayTest
{
    [Fact]
    public async Task NotifySocket_OfAStartAndAStop_HearsReadyOnceItListensAndStopping()
    {
        string path = Path.Combine(Folder, "notify.sock");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        // As systemd does: it tells a process by its own number that it is the unit's.
        string[] command = ["sh", "-c", "SYSTEMD_EXEC_PID=$$ exec \"$@\"", "sh", .. GatewayProcess.Command(Setup, Folder)];
        await using HostProcess process = HostProcess.Run(Folder, command, ("NOTIFY_SOCKET", path));

        Assert.Contains("READY=1", await ReceiveAsync(socket), StringComparison.Ordinal);
        await using (SmtpWire wire = await SmtpWire.ConnectAsync((await process.ListenersAsync(2))[0])) await wire.ExpectAsync("220 ");
        await process.TerminateAsync();
        Assert.Contains("STOPPING=1", await ReceiveAsync(socket), StringComparison.Ordinal);
        Assert.Equal(0, await process.ExitCodeAsync());
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[4096];
        int length = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
