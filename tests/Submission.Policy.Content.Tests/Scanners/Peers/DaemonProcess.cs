using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Submission.Policy.Content.Tests.Scanners.Peers;

/// <summary>A daemon in the foreground with a directory of its own, which goes with it. Its output is kept in <c>out.log</c> there.</summary>
internal sealed class DaemonProcess : IAsyncDisposable
{
    private static readonly string[] Folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
    private readonly string _program;
    private Process? _process;
    private StreamWriter? _log;

    /// <param name="name">The name of the program.</param>
    /// <param name="package">The Debian packages that hold it, for the message where it is missing.</param>
    public DaemonProcess(string name, string package)
    {
        _program = Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"These tests need the program {name}: install the Debian packages {package}.");
        Directory = System.IO.Directory.CreateTempSubdirectory(name + "-").FullName;
        // Some daemons give up root and still have to get in here.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Directory, File.GetUnixFileMode(Directory) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
    }

    public string Directory { get; }

    public static bool IsRoot => string.Equals(Environment.UserName, "root", StringComparison.Ordinal);

    public string PathOf(string name) => Path.Combine(Directory, name);

    public async Task StartAsync(IEnumerable<string> arguments, params EndPoint[] answersAt)
    {
        ProcessStartInfo start = new(_program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["HOME"] = Directory;
        _log = new StreamWriter(PathOf("out.log"), append: true) { AutoFlush = true };
        TextWriter log = TextWriter.Synchronized(_log);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        _process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            foreach (EndPoint endpoint in answersAt) await WaitUntilItListensAsync(endpoint);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>What it has said so far.</summary>
    public string Output()
    {
        if (!File.Exists(PathOf("out.log"))) return "";
        using StreamReader reader = new(new FileStream(PathOf("out.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    /// <summary>Asks it to end, so that it ends its children itself, and waits for it.</summary>
    public Task StopAsync() => EndAsync("-TERM");

    /// <summary>Kills it in the middle of whatever it does.</summary>
    public Task KillAsync() => EndAsync("-KILL");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task EndAsync(string signal)
    {
        if (_process is null) return;
        if (!_process.HasExited)
        {
            using Process kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        _process.Dispose();
        _process = null;
        await _log!.DisposeAsync();
    }

    private async Task WaitUntilItListensAsync(EndPoint endpoint)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (!await ListensAsync(endpoint, limit.Token))
        {
            if (_process!.HasExited) throw new InvalidOperationException($"{_program} ended: {Output()}");
            await Task.Delay(20, limit.Token);
        }
    }

    private static async Task<bool> ListensAsync(EndPoint endpoint, CancellationToken cancellationToken)
    {
        using Socket probe = endpoint is UnixDomainSocketEndPoint
            ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await probe.ConnectAsync(endpoint, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
