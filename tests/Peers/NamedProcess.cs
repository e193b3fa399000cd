using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Submission.Tests.Peers;

/// <summary>A real name server (BIND) on a free loopback port, with zones that take dynamic updates signed by one key.</summary>
internal sealed class NamedProcess : IAsyncDisposable
{
    public const string KeyName = "gateway";

    private const string Program = "/usr/sbin/named";
    private readonly string _directory = Directory.CreateTempSubdirectory("named-").FullName;
    private readonly StringBuilder _log = new();
    private Process? _process;

    private NamedProcess(string algorithm) => Algorithm = algorithm;

    public IPEndPoint EndPoint { get; } = FreePort.Find();

    public string Algorithm { get; }

    /// <summary>The secret of the key.</summary>
    public byte[] Secret { get; } = [.. Enumerable.Range(1, 32).Select(static it => (byte)it)];

    /// <summary>The key as <c>tsig-keygen</c> writes it.</summary>
    public string KeyText => $"key \"{KeyName}\" {{\n\talgorithm {Algorithm};\n\tsecret \"{Convert.ToBase64String(Secret)}\";\n}};\n";

    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>Starts a server.</summary>
    /// <param name="zones">The zones: their names, and what stands in them beside SOA and NS.</param>
    /// <param name="algorithm">The algorithm of the key.</param>
    /// <param name="closed">Zones that the key may not change.</param>
    public static async Task<NamedProcess> StartAsync(IReadOnlyDictionary<string, string> zones, string algorithm = "hmac-sha256", string[]? closed = null)
    {
        if (!File.Exists(Program)) Assert.Fail($"These tests need the name server BIND at {Program}: install the Debian package bind9.");
        var server = new NamedProcess(algorithm);
        foreach ((string name, string text) in zones)
        {
            await File.WriteAllTextAsync(
                Path.Combine(server._directory, name + ".zone"), $"$ORIGIN {name}.\n$TTL 1\n@ SOA ns1.hosting.example. hostmaster.hosting.example. 1 3600 600 86400 1\n{text}\n");
        }

        string configuration = Path.Combine(server._directory, "named.conf");
        await File.WriteAllTextAsync(configuration, server.Configuration(zones.Keys, closed ?? []));
        ProcessStartInfo start = new(Program, ["-g", "-c", configuration, "-n", "1"]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        server._process = Process.Start(start)!;
        server._process.ErrorDataReceived += server.Keep;
        server._process.BeginErrorReadLine();
        await server.WaitUntilItAnswersAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            using Process ask = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await ask.WaitForExitAsync();
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }

        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_log) _log.AppendLine(line.Data);
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
                if (Log.Contains("all zones loaded", StringComparison.Ordinal)) return;
            }
            catch (SocketException)
            {
                if (_process!.HasExited) Assert.Fail("named ended: " + Log);
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private string Configuration(IEnumerable<string> zones, string[] closed)
    {
        var text = new StringBuilder(KeyText);
        text.Append(CultureInfo.InvariantCulture, $$"""
            options {
              directory "{{_directory}}";
              pid-file "{{_directory}}/named.pid";
              session-keyfile "{{_directory}}/session.key";
              listen-on port {{EndPoint.Port}} { 127.0.0.1; };
              listen-on-v6 { none; };
              recursion no;
              dnssec-validation no;
              allow-transfer { none; };
              notify no;
            };
            controls { };

            """);
        foreach (string zone in zones)
        {
            string allowed = closed.Contains(zone) ? "none;" : $"key \"{KeyName}\";";
            text.Append(CultureInfo.InvariantCulture, $"zone \"{zone}\" {{ type primary; file \"{zone}.zone\"; allow-update {{ {allowed} }}; }};\n");
        }

        return text.ToString();
    }
}
