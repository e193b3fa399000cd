using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Submission.Tests.Peers;

/// <summary>
/// A real redis-server on a free port of loopback with a folder of its own; Debian's package redis-server. Several may run at once. It ends with its test, and also with a test process that is killed.
/// </summary>
internal sealed class RedisPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("redis-").FullName;
    private readonly string[] _settings;
    private Process? _process;

    private RedisPeer(IPEndPoint endPoint, string[] settings) => (EndPoint, _settings) = (endPoint, settings);

    public IPEndPoint EndPoint { get; }

    /// <summary>Where it keeps its data.</summary>
    public string Folder => _folder;

    /// <summary>Starts a server; it answers when this returns.</summary>
    /// <param name="settings">Settings such as <c>--appendonly yes</c>, each name and value by itself.</param>
    public static async Task<RedisPeer> StartAsync(params string[] settings)
    {
        var peer = new RedisPeer(FreePort.Find(), settings);
        await peer.StartAgainAsync();
        return peer;
    }

    /// <summary>Starts it after it was killed, in the same folder on the same port.</summary>
    public async Task StartAgainAsync()
    {
        // Its standard input is a lifeline: when this process ends in whatever way, the shell ends the server.
        _process = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", """
            exec 3<&0
            "$@" > /dev/null 2>&1 < /dev/null & server=$!
            echo $server
            (cat > /dev/null; kill -KILL $server 2> /dev/null) <&3 > /dev/null & watch=$!
            wait $server 2> /dev/null
            kill $watch 2> /dev/null
            """, "sh", "redis-server", "--bind", "127.0.0.1", "--port", Port, "--dir", _folder, "--save", "", "--daemonize", "no", .. _settings])
        { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Server = int.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        for (long begun = Stopwatch.GetTimestamp(); !(await TryAskAsync("PING")).StartsWith("+PONG", StringComparison.Ordinal); await Task.Delay(20))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(begun) > Patience) throw new InvalidOperationException("redis-server does not answer.");
        }
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("-KILL");
        await _process!.WaitForExitAsync();
    }

    /// <summary>Lets it hang, as a machine does that is cut off.</summary>
    public Task StopAsync() => SignalAsync("-STOP");

    /// <summary>Lets it go on.</summary>
    public Task ContinueAsync() => SignalAsync("-CONT");

    /// <summary>Asks it, and gives the first octets of its answer.</summary>
    public async Task<string> AskAsync(params string[] words)
    {
        using TcpClient client = new();
        await client.ConnectAsync(EndPoint);
        NetworkStream stream = client.GetStream();
        string request = $"*{words.Length}\r\n" + string.Concat(words.Select(static word => $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n"));
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        byte[] reply = new byte[1 << 20];
        int count = await stream.ReadAsync(reply);
        return Encoding.UTF8.GetString(reply, 0, count);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private int Server { get; set; }

    private string Port => EndPoint.Port.ToString(CultureInfo.InvariantCulture);

    private async Task<string> TryAskAsync(string word)
    {
        try
        {
            return await AskAsync(word);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return "";
        }
    }

    private async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start(new ProcessStartInfo("kill", [signal, Server.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false })!;
        await kill.WaitForExitAsync();
    }
}
