using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Submission.Tests.Peers;

namespace Submission.Policy.Content.Tests.Scanners.Peers;

/// <summary>A real clamd that knows one signature, that of the EICAR text, on a free loopback port and a unix socket.</summary>
internal sealed class ClamdPeer : IAsyncDisposable
{
    /// <summary>The name under which the EICAR text is found.</summary>
    public const string VirusName = "Local.Eicar.Test.UNOFFICIAL";

    private readonly DaemonProcess _daemon = new("clamd", "clamav-daemon");

    private ClamdPeer()
    {
        EndPoint = FreePort.Find();
        UnixEndPoint = new UnixDomainSocketEndPoint(_daemon.PathOf("clamd.sock"));
    }

    public IPEndPoint EndPoint { get; }

    public UnixDomainSocketEndPoint UnixEndPoint { get; }

    /// <summary>Starts it.</summary>
    /// <param name="settings">Further lines of clamd.conf, for example <c>StreamMaxLength 1M</c>.</param>
    public static async Task<ClamdPeer> StartAsync(params string[] settings)
    {
        var peer = new ClamdPeer();
        string signatures = Directory.CreateDirectory(peer._daemon.PathOf("signatures")).FullName;
        await File.WriteAllTextAsync(Path.Combine(signatures, "local.ndb"), Signature("Local.Eicar.Test", ScannerSamples.Eicar));
        Directory.CreateDirectory(peer._daemon.PathOf("scans"));
        await File.WriteAllTextAsync(peer._daemon.PathOf("clamd.conf"), peer.Configuration(signatures, settings));
        await peer.StartAgainAsync();
        return peer;
    }

    /// <summary>Starts it again at the same places after <see cref="KillAsync"/>.</summary>
    public Task StartAgainAsync() => _daemon.StartAsync(["--config-file", _daemon.PathOf("clamd.conf")], EndPoint, UnixEndPoint);

    /// <summary>Has it find a text from now on, and waits until it has loaded its signatures anew.</summary>
    public async Task AddSignatureAsync(string name, string text)
    {
        await File.AppendAllTextAsync(Path.Combine(_daemon.PathOf("signatures"), "local.ndb"), Signature(name, text));
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        await AskAsync("zRELOAD\0"u8.ToArray(), limit.Token);

        // Its log says that they are loaded before it uses them; what a connection of its own finds, everyone's does.
        byte[] octets = Encoding.ASCII.GetBytes(text);
        byte[] scan = [.. "zINSTREAM\0"u8, 0, 0, (byte)(octets.Length >> 8), (byte)octets.Length, .. octets, 0, 0, 0, 0];
        while (!(await AskAsync(scan, limit.Token)).Contains("FOUND", StringComparison.Ordinal)) await Task.Delay(20, limit.Token);
    }

    public Task KillAsync() => _daemon.KillAsync();

    /// <summary>Its log so far.</summary>
    public string Output() => _daemon.Output();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private async Task<string> AskAsync(byte[] request, CancellationToken cancellationToken)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(EndPoint, cancellationToken);
        await socket.SendAsync(request, cancellationToken);
        byte[] answer = new byte[256];
        return Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer, cancellationToken));
    }

    private static string Signature(string name, string text) => $"{name}:0:*:{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text))}\n";

    private string Configuration(string signatures, string[] settings)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            DatabaseDirectory {signatures}
            TemporaryDirectory {_daemon.PathOf("scans")}
            LocalSocket {_daemon.PathOf("clamd.sock")}
            FixStaleSocket yes
            TCPAddr 127.0.0.1
            TCPSocket {EndPoint.Port}
            Foreground yes
            SelfCheck 0
            Bytecode no

            """);
        if (DaemonProcess.IsRoot) text.Append("User root\n");
        foreach (string setting in settings) text.Append(setting).Append('\n');
        return text.ToString();
    }
}
