using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Submission.Tests.Peers;

/// <summary>A real name server (nsd) on a free loopback port, with zones given as text. A zone without text is one that it cannot load: SERVFAIL.</summary>
internal sealed class NsdProcess : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nsd";
    private readonly string _directory = Directory.CreateTempSubdirectory("nsd-").FullName;
    private Process? _process;

    private NsdProcess()
    {
    }

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    public static async Task<NsdProcess> StartAsync(IReadOnlyDictionary<string, string?> zones)
    {
        if (!File.Exists(Program)) Assert.Fail($"These tests need the name server nsd at {Program}: install the Debian package nsd.");
        var server = new NsdProcess { EndPoint = FreePort.Find() };
        string configuration = Path.Combine(server._directory, "nsd.conf");
        foreach ((string name, string? text) in zones)
        {
            if (text is not null) await File.WriteAllTextAsync(Path.Combine(server._directory, name + ".zone"), text);
        }

        await File.WriteAllTextAsync(configuration, server.Configuration(zones.Keys));
        ProcessStartInfo start = new(Program, ["-d", "-c", configuration]) { RedirectStandardError = true, UseShellExecute = false };
        server._process = Process.Start(start)!;
        await server.WaitUntilItAnswersAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            // Asked to end, it ends its children itself; killed, it would leave them behind.
            using Process ask = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await ask.WaitForExitAsync();
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }

        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task WaitUntilItAnswersAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (true)
        {
            using TcpClient probe = new();
            try
            {
                await probe.ConnectAsync(EndPoint, limit.Token);
                return;
            }
            catch (SocketException)
            {
                if (_process!.HasExited) Assert.Fail("nsd ended: " + await _process.StandardError.ReadToEndAsync(limit.Token) + Log());
                await Task.Delay(20, limit.Token);
            }
        }
    }

    private string Log() => File.Exists(Path.Combine(_directory, "nsd.log")) ? File.ReadAllText(Path.Combine(_directory, "nsd.log")) : "";

    private string Configuration(IEnumerable<string> zones)
    {
        var text = new StringBuilder($"""
            server:
              ip-address: 127.0.0.1
              port: {EndPoint.Port}
              server-count: 1
              username: ""
              chroot: ""
              zonesdir: "{_directory}"
              pidfile: "{_directory}/nsd.pid"
              database: ""
              logfile: "{_directory}/nsd.log"
              zonelistfile: "{_directory}/zone.list"
              xfrdfile: "{_directory}/xfrd.state"
              xfrdir: "{_directory}"
              rrl-ratelimit: 0
            remote-control:
              control-enable: no

            """);
        foreach (string zone in zones) text.Append(CultureInfo.InvariantCulture, $"zone:\n  name: {zone}\n  zonefile: {zone}.zone\n");
        return text.ToString();
    }
}
