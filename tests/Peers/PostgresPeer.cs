using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Submission.Tests.Peers;

/// <summary>
/// A real PostgreSQL 15 on a free port of loopback, with a cluster of its own whose writes reach the disk; Debian's package postgresql-15. Its superuser is <c>gateway</c>, who needs
/// no password. As root it runs as the user nobody, for it refuses root. Several may run at once. It ends with its test, and also with a test process that is killed.
/// </summary>
internal sealed class PostgresPeer : IAsyncDisposable
{
    private const string Programs = "/usr/lib/postgresql/15/bin/";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    private readonly string _folder = Directory.CreateTempSubdirectory("postgres-").FullName;
    private readonly string[] _settings;
    private Process? _process;

    private PostgresPeer(IPEndPoint endPoint, string[] settings) => (EndPoint, _settings) = (endPoint, settings);

    public IPEndPoint EndPoint { get; }

    /// <summary>What its clients need to know.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={EndPoint.Port};Username=gateway;Database=postgres");

    /// <summary>Makes a cluster and starts it; it answers when this returns.</summary>
    /// <param name="settings">Settings such as <c>fsync=off</c>, beside the defaults.</param>
    public static async Task<PostgresPeer> StartAsync(params string[] settings)
    {
        if (!File.Exists(Programs + "initdb")) Assert.Fail("These tests need PostgreSQL 15 (Debian package postgresql-15).");
        var peer = new PostgresPeer(FreePort.Find(), settings);
        try
        {
            await peer.CreateAsync();
            await peer.StartAgainAsync();
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public string Log() => File.Exists(_folder + "/log") ? File.ReadAllText(_folder + "/log") : "";

    /// <summary>Starts it after it was stopped or killed, with the same data on the same port.</summary>
    public async Task StartAgainAsync()
    {
        string[] settings = [$"listen_addresses={EndPoint.Address}", $"port={EndPoint.Port}", $"unix_socket_directories={_folder}", "shared_buffers=64MB", "max_wal_size=256MB", .. _settings];
        // Its standard input is a lifeline: when this process closes it, or ends in whatever way, the shell ends the server.
        _process = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", """
            exec 3<&0
            log=$1; shift
            "$@" >> "$log" 2>&1 < /dev/null & server=$!
            (cat > /dev/null; kill -QUIT $server 2> /dev/null) <&3 & watch=$!
            wait $server 2> /dev/null
            kill $watch 2> /dev/null
            """, "sh", _folder + "/log", .. AsUser(), Programs + "postgres", "-D", _folder + "/data", .. settings.SelectMany(setting => (string[])["-c", setting])])
        { UseShellExecute = false, RedirectStandardInput = true });
        for (long begun = Stopwatch.GetTimestamp(); await RunAsync(Programs + "pg_isready", "-q", "-h", "127.0.0.1", "-p", Port) != 0; await Task.Delay(20))
        {
            if (_process!.HasExited || Stopwatch.GetElapsedTime(begun) > Patience) Assert.Fail("PostgreSQL does not answer: " + Log());
        }
    }

    /// <summary>Stops it in good order; those who are connected are sent away.</summary>
    public Task StopAsync() => EndAsync("-INT");

    /// <summary>Ends all its processes with SIGKILL, as a crash of the machine would, but for what the system has not yet written.</summary>
    public async Task KillAsync()
    {
        string server = Server();
        // Its children would finish what they are about; the server first, so that it starts no others.
        await RunAsync("sh", "-c", """children=$(cat /proc/"$0"/task/*/children); kill -KILL "$0" $children; for c in $children; do while [ -e /proc/$c/exe ]; do sleep 0.01; done; done""", server);
        await ExitAsync();
    }

    /// <summary>Lets it stand still, as one that hangs: connections are made and nothing answers.</summary>
    public Task FreezeAsync() => RunAsync("sh", "-c", """kill -STOP "$0" $(cat /proc/"$0"/task/*/children)""", Server());

    /// <summary>Lets it go on.</summary>
    public Task ThawAsync() => RunAsync("sh", "-c", """kill -CONT "$0" $(cat /proc/"$0"/task/*/children)""", Server());

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await EndAsync("-QUIT");
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Port => EndPoint.Port.ToString(CultureInfo.InvariantCulture);

    private string Server() => File.ReadLines(_folder + "/data/postmaster.pid").First();

    private async Task EndAsync(string signal)
    {
        if (File.Exists(_folder + "/data/postmaster.pid")) await RunAsync("kill", signal, Server());
        await ExitAsync();
    }

    private async Task ExitAsync()
    {
        await _process!.WaitForExitAsync().WaitAsync(Patience);
        _process.StandardInput.Close();
    }

    private async Task CreateAsync()
    {
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "nobody", _folder);
        int code = await RunAsync("cp", "-a", await Template.Value + "/data", _folder);
        Assert.True(code == 0, "The cluster cannot be copied.");
    }

    // Made once for all tests of the process, for it takes seconds.
    private static async Task<string> MakeTemplateAsync()
    {
        string folder = Directory.CreateTempSubdirectory("postgres-new-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "nobody", folder);
        int code = await RunAsync(
            "sh", ["-c", """log=$0; cd /; exec "$@" >> "$log" 2>&1""", folder + "/log",
                .. AsUser(), Programs + "initdb", "-D", folder + "/data", "-U", "gateway", "-A", "trust", "-E", "UTF8", "--locale=C", "--wal-segsize=4", "--no-sync", "--no-instructions"]);
        Assert.True(code == 0, "initdb said " + File.ReadAllText(folder + "/log"));
        return folder;
    }

    private static string[] AsUser() => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=nobody", "--clear-groups", "--"] : [];

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }
}
