using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace E2E.Tests.Daemon;

/// <summary>The built host as a child of this process, with all that it prints.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly Task _reading;

    private HostProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>Finds a program of this solution.</summary>
    /// <param name="project">The folder of its project, below hosts.</param>
    /// <param name="assembly">What it is built as.</param>
    public static string ProgramOf(string project, string assembly)
    {
        string program = Path.Combine(RepositoryRoot.Path, "hosts", project, "bin", Configuration, "net10.0", assembly + ".dll");
        Assert.True(File.Exists(program), $"{program} is not there: build the solution first.");
        return program;
    }

    public static HostProcess Start(string folder, params string[] arguments) =>
        Run(folder, ["dotnet", ProgramOf("Submission.SmtpServer", "submission-smtp-server"), .. arguments]);

    /// <summary>Starts a host by a command of the test's own.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">What its environment has besides.</param>
    public static HostProcess Run(string folder, string[] command, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // The log is read as people read it, and not as journald does.
        start.Environment.Remove("JOURNAL_STREAM");
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Waits until it listens.</summary>
    /// <param name="count">How many listeners it is to have.</param>
    /// <returns>They, in the order of the configuration.</returns>
    public async Task<IPEndPoint[]> ListenersAsync(int count)
    {
        await Until.TrueAsync(() => Listeners().Length == count || _process.HasExited, () => "It does not listen.\n" + Log);
        Assert.True(Listeners().Length == count, "It did not start:\n" + Log);
        return Listeners();
    }

    public Task LogHoldsAsync(string text) => Until.TrueAsync(
        () => Log.Contains(text, StringComparison.Ordinal), () => $"The log does not hold '{text}':\n{Log}");

    public Task TerminateAsync() => SignalAsync("TERM");

    public async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading.WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>The most memory that it has had at once since <see cref="ForgetPeakMemoryAsync"/>, in KiB.</summary>
    public Task<long> PeakMemoryAsync() => MemoryAsync("VmHWM:");

    /// <summary>The memory that it has now, in KiB.</summary>
    public Task<long> MemoryAsync() => MemoryAsync("VmRSS:");

    public Task ForgetPeakMemoryAsync() => File.WriteAllTextAsync($"/proc/{Id}/clear_refs", "5");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _reading.WaitAsync(Patience);
        _process.Dispose();
    }

    private IPEndPoint[] Listeners() => [.. Listener().Matches(Log).Select(static match => IPEndPoint.Parse(match.Groups["endpoint"].Value))];

    [GeneratedRegex("SMTP listens on (?<endpoint>[^ ,]+),", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Listener();

    private async Task<long> MemoryAsync(string name)
    {
        string[] lines = await File.ReadAllLinesAsync($"/proc/{Id}/status");
        string line = Assert.Single(lines, text => text.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_log) _log.AppendLine(line);
        }
    }
}
