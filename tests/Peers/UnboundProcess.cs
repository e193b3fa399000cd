using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Submission.Tests.Peers;

/// <summary>A real resolver (unbound) on a free loopback port that asks one name server on loopback for everything, and nobody else.</summary>
internal sealed class UnboundProcess : IAsyncDisposable
{
    private const string Program = "/usr/sbin/unbound";
    private readonly string _directory = Directory.CreateTempSubdirectory("unbound-").FullName;
    private Process? _process;

    private UnboundProcess()
    {
    }

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <param name="server">The name server of all zones.</param>
    /// <param name="zones">The zones, the root aside.</param>
    /// <param name="anchor">The root's key as a zone file has it; <see langword="null"/> for a resolver that does not validate.</param>
    /// <param name="deaf">Zones whose server never answers.</param>
    public static async Task<UnboundProcess> StartAsync(IPEndPoint server, IEnumerable<string> zones, string? anchor, IReadOnlyDictionary<string, IPEndPoint>? deaf = null)
    {
        if (!File.Exists(Program)) Assert.Fail($"These tests need the resolver unbound at {Program}: install the Debian package unbound.");
        var resolver = new UnboundProcess { EndPoint = FreePort.Find() };
        string configuration = Path.Combine(resolver._directory, "unbound.conf");
        if (anchor is not null) await File.WriteAllTextAsync(Path.Combine(resolver._directory, "anchor"), anchor);
        Dictionary<string, IPEndPoint> stubs = zones.Append(".").ToDictionary(static zone => zone, _ => server, StringComparer.Ordinal);
        foreach ((string zone, IPEndPoint silent) in deaf ?? new Dictionary<string, IPEndPoint>()) stubs[zone] = silent;
        await File.WriteAllTextAsync(configuration, resolver.Configuration(stubs, isValidating: anchor is not null));
        ProcessStartInfo start = new(Program, ["-d", "-c", configuration]) { RedirectStandardError = true, UseShellExecute = false };
        resolver._process = Process.Start(start)!;
        await resolver.WaitUntilItAnswersAsync();
        return resolver;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            using Process ask = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await ask.WaitForExitAsync();
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }

        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task WaitUntilItAnswersAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
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
                string log = Path.Combine(_directory, "unbound.log");
                if (_process!.HasExited) Assert.Fail("unbound ended: " + await _process.StandardError.ReadToEndAsync(limit.Token) + (File.Exists(log) ? await File.ReadAllTextAsync(log, limit.Token) : ""));
                await Task.Delay(20, limit.Token);
            }
        }
    }

    private string Configuration(Dictionary<string, IPEndPoint> stubs, bool isValidating)
    {
        var text = new StringBuilder($"""
            server:
              interface: 127.0.0.1
              port: {EndPoint.Port}
              access-control: 127.0.0.0/8 allow
              num-threads: 1
              do-ip6: no
              do-daemonize: no
              username: ""
              chroot: ""
              directory: "{_directory}"
              pidfile: "{_directory}/unbound.pid"
              logfile: "{_directory}/unbound.log"
              use-syslog: no
              do-not-query-localhost: no
              qname-minimisation: no
              local-zone: "test." nodefault
              module-config: "{(isValidating ? "validator iterator" : "iterator")}"

            """);
        if (isValidating) text.Append(CultureInfo.InvariantCulture, $"  trust-anchor-file: \"{_directory}/anchor\"\n");
        text.Append("remote-control:\n  control-enable: no\n");
        foreach ((string zone, IPEndPoint server) in stubs) text.Append(CultureInfo.InvariantCulture, $"stub-zone:\n  name: \"{zone}\"\n  stub-addr: {server.Address}@{server.Port}\n");
        return text.ToString();
    }
}
