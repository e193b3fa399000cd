using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Submission.Gateway.Tests.Signing;

/// <summary>A real rspamd that checks DKIM signatures by the records of one name server.</summary>
internal sealed class RspamdVerifier : IAsyncDisposable
{
    private const string Program = "/usr/bin/rspamd";
    private readonly string _directory = Directory.CreateTempSubdirectory("rspamd-").FullName;
    private readonly IPEndPoint _endPoint = FreePort.Find();
    private readonly HttpClient _http = new();
    private readonly ConcurrentQueue<string> _log = new();
    private Process? _process;

    private RspamdVerifier()
    {
    }

    public static async Task<RspamdVerifier> StartAsync(IPEndPoint server)
    {
        if (!File.Exists(Program)) Assert.Fail($"These tests need rspamd at {Program}: install the Debian package rspamd.");
        var verifier = new RspamdVerifier();
        string configuration = Path.Combine(verifier._directory, "rspamd.conf");
        await File.WriteAllTextAsync(Path.Combine(verifier._directory, "tld"), "example\n");
        await File.WriteAllTextAsync(configuration, verifier.Configuration(server));
        List<string> arguments = ["--no-fork", "--config", configuration];
        if (Environment.UserName == "root") arguments.Add("--insecure");
        verifier._process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        verifier._process.ErrorDataReceived += (_, line) => verifier._log.Enqueue(line.Data ?? "");
        verifier._process.OutputDataReceived += (_, line) => verifier._log.Enqueue(line.Data ?? "");
        verifier._process.BeginErrorReadLine();
        verifier._process.BeginOutputReadLine();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                await verifier.AllowedAsync("From: a@b.example\r\n\r\n"u8.ToArray(), limit.Token);
                return verifier;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    /// <summary>The signatures of a message that are good: <c>DOMAIN:s=SELECTOR</c>.</summary>
    public async Task<string[]> AllowedAsync(byte[] message, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(message);
        using HttpResponseMessage response = await _http.PostAsync(new Uri($"http://{_endPoint}/checkv2"), content, cancellationToken);
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        return document.RootElement.TryGetProperty("symbols", out JsonElement symbols) && symbols.TryGetProperty("R_DKIM_ALLOW", out JsonElement allowed)
            ? [.. allowed.GetProperty("options").EnumerateArray().Select(static option => option.GetString()!)]
            : [];
    }

    /// <summary>Waits until it has said something in its log.</summary>
    public async Task HasSaidAsync(string text, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!_log.Any(line => line.Contains(text, StringComparison.OrdinalIgnoreCase))) await Task.Delay(20, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is { HasExited: false })
        {
            using Process ask = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await ask.WaitForExitAsync();
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }

        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private string Configuration(IPEndPoint server) => $$"""
        options {
          pidfile = "{{_directory}}/pid"; cache_file = "{{_directory}}/cache"; stats_file = "{{_directory}}/stats"; tempdir = "{{_directory}}";
          hs_cache_dir = "{{_directory}}"; disable_hyperscan = true; url_tld = "{{_directory}}/tld"; rrd = "";
          control_socket = "{{_directory}}/control.sock mode=0600";
          filters = "dkim"; gtube_patterns = "disable"; local_addrs = [];
          dns { nameserver = ["{{server.Address}}:{{server.Port}}:10"]; timeout = 2s; retransmits = 5; }
        }
        dkim { check_local = true; check_authed = true; trusted_only = false; }
        logging { type = "console"; level = "warning"; }
        metric { name = default; actions { reject = 150; } }
        worker "normal" { bind_socket = "{{_endPoint}}"; count = 1; task_timeout = 30s; }
        """;
}
