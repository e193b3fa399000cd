using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Durability.Tests;

/// <summary>The built gateway as a child of this process, with or without something that breaks its system calls.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
#if DEBUG
    private const string Build = "Debug";
#else
    private const string Build = "Release";
#endif

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Program = Path.Combine(RepositoryRoot.Path, "hosts", "Submission.GatewayServer", "bin", Build, "net10.0", "submission-gateway.dll");
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly Task _reading;
    private readonly bool _isTraced;

    private GatewayProcess(Process process, bool isTraced)
    {
        _process = process;
        _isTraced = isTraced;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>Where it listens; <see langword="null"/> until it does.</summary>
    public IPEndPoint? EndPoint => Listener().Match(Log) is { Success: true } found ? IPEndPoint.Parse(found.Groups["endpoint"].Value) : null;

    public bool HasExited => _process.HasExited;

    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="folder">Its files.</param>
    /// <param name="injection">What strace does to its system calls, for example <c>fsync:error=EIO:when=3</c>; <see langword="null"/> for nothing.</param>
    public static GatewayProcess Start(GatewayFolder folder, string? injection = null) => Run(
        folder,
        injection is null
            ? []
            : ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + injection[..injection.IndexOf(':', StringComparison.Ordinal)], "-e", "inject=" + injection]);

    /// <summary>Starts it, with all that it does to its files recorded.</summary>
    /// <param name="folder">Its files.</param>
    /// <param name="trace">The file that <see cref="PowerCut.SystemCallTrace"/> reads.</param>
    public static GatewayProcess Record(GatewayFolder folder, string trace) => Run(folder, ["strace", "-o", trace, .. PowerCut.SystemCallTrace.Options]);

    private static GatewayProcess Run(GatewayFolder folder, string[] tracer)
    {
        string[] command = [.. tracer, "dotnet", Program, "--config", folder.Configuration];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = Path.GetDirectoryName(folder.Configuration),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("JOURNAL_STREAM");
        return new GatewayProcess(Process.Start(start)!, isTraced: tracer.Length > 0);
    }

    /// <summary>Waits until it listens or has ended.</summary>
    /// <returns>Where; <see langword="null"/> where it has ended.</returns>
    public async Task<IPEndPoint?> ListensAsync()
    {
        await Until.TrueAsync(() => EndPoint is not null || HasExited, () => "It does not listen.\n" + Log);
        return EndPoint;
    }

    /// <summary>Whether it has ended by itself, or is about to.</summary>
    public async Task<bool> HasEndedAsync()
    {
        await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(TimeSpan.FromMilliseconds(500)));
        return HasExited;
    }

    /// <summary>Kills it as a power cut would, as far as a process can be.</summary>
    public async Task KillAsync()
    {
        if (!HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Asks it to end.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> TerminateAsync() => SignalAsync("TERM");

    /// <summary>Stops it where it stands, each thread once the system call that it is in has ended: killed after that, it has done nothing that its tracer did not see.</summary>
    /// <param name="trace">What the tracer writes.</param>
    public async Task FreezeAsync(string trace)
    {
        int id = ProcessId();
        using Process kill = Process.Start("kill", ["-STOP", id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        long length = -1;
        int looks = 0;
        // A thread also stands still for a moment wherever its tracer looks at it: it is at rest when nothing more is written either.
        await Until.TrueAsync(
            () =>
            {
                long now = new FileInfo(trace).Length;
                looks = now == length && Directory.EnumerateDirectories($"/proc/{id}/task").All(IsStopped) ? looks + 1 : 0;
                length = now;
                return looks > 3;
            },
            () => "It does not stand still.\n" + Log);
    }

    private static bool IsStopped(string thread)
    {
        try
        {
            string state = File.ReadAllText(Path.Combine(thread, "stat"));
            return state[state.LastIndexOf(')') + 2] is 'T' or 't';
        }
        catch (IOException)
        {
            return false; // it has just ended
        }
    }

    /// <summary>Sends it a signal that it ends of; who traces it lives on until it has.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", ["-" + signal, ProcessId().ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _reading.WaitAsync(Patience);
        _process.Dispose();
    }

    // strace passes no signal on; the gateway is its one child.
    private int ProcessId() => _isTraced
        ? int.Parse(File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture)
        : _process.Id;

    [GeneratedRegex("SMTP listens on (?<endpoint>[^ ,]+),", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Listener();

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                // What it says at the start is wanted, and the end; a soak says too much in between.
                if (_log.Length > 4_000_000) _log.Remove(1_000_000, 2_000_000);
                _log.AppendLine(line);
            }
        }
    }
}
