using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Net;
using System.Runtime.Versioning;
using System.Text;

namespace Submission.Tests.Peers;

/// <summary>
/// A Debian package that cannot be installed beside Postfix, run as if it were: test.sh unpacks it, and in a mount namespace of its own it lies over <c>/usr</c>, with an <c>/etc</c>,
/// <c>/var</c> and <c>/run</c> of its own. Needs root. Whatever runs there ends with the test, and also with a test process that is killed.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class UnpackedPeer : IAsyncDisposable
{
    private const string Store = "/var/cache/submission-peers/";

    // Commands come one a line; what a command says ends with a line that nothing else says. The first shell is the init of its processes: the end of its input is the end of them all.
    private const string Script = """
        set -e
        mount -t overlay overlay -o "lowerdir=$0/usr:/usr" /usr
        for folder in etc var run; do mount --bind "$1/$folder" /$folder; done
        cd /
        while read -r line; do sh -c "$line" 2>&1 < /dev/null || true; echo; echo "== done"; done
        """;

    private const string End = "== done";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Kept = ["ld.so.cache", "hosts", "services", "protocols", "localtime"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peer-");
    private readonly SemaphoreSlim _one = new(1);
    private readonly string _package;
    private Process? _process;

    /// <summary>Makes its folders.</summary>
    /// <param name="package">The name of the package.</param>
    /// <param name="users">The users that its installation would make, each with a group of its own.</param>
    public UnpackedPeer(string package, params string[] users)
    {
        _package = Store + package;
        if (!Directory.Exists(_package) || !Environment.IsPrivilegedProcess) Assert.Fail($"These tests need the Debian package {package}, unpacked by test.sh, and root.");
        // Its processes run as users of their own.
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        foreach (string folder in (string[])["etc", "var/log", "var/tmp", "run"]) Directory.CreateDirectory(Path.Combine(Folder, folder));
        File.CreateSymbolicLink(Folder + "/var/run", "/run");
        WriteEtc(users);
    }

    /// <summary>Where its <c>/etc</c>, <c>/var</c> and <c>/run</c> are, and where it finds anything else under the same name.</summary>
    public string Folder => _folder.FullName;

    public bool IsStarted => _process is not null;

    /// <summary>Enters the namespace, prepares, and starts a program in the background.</summary>
    public async Task StartAsync(string preparation, string? program = null)
    {
        _process = Process.Start(new ProcessStartInfo("unshare", ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private", "sh", "-c", Script, _package, Folder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        })!;
        string said = await RunAsync(preparation);
        Assert.True(said.Length == 0, said);
        if (program is not null) await RunAsync($"{program} > {Folder}/out.log 2>&1 &");
    }

    /// <summary>Runs a command in the namespace and gives what it says.</summary>
    public async Task<string> RunAsync(string command)
    {
        await _one.WaitAsync();
        try
        {
            await _process!.StandardInput.WriteLineAsync(command);
            await _process.StandardInput.FlushAsync();
            var said = new StringBuilder();
            while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                if (line == End) return said.ToString().Trim();
                said.AppendLine(line);
            }

            throw new IOException($"{_package} ended: {said}");
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Waits until it listens.</summary>
    public async Task ListensAsync(IPEndPoint endPoint)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(endPoint);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(10);
            }
            catch (SocketException)
            {
                Assert.Fail("It does not listen: " + Log());
            }
        }
    }

    public string Log() => File.Exists(Folder + "/out.log") ? File.ReadAllText(Folder + "/out.log") : "";

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(Patience);
            _process.Dispose();
        }

        _one.Dispose();
        _folder.Delete(recursive: true);
    }

    private void WriteEtc(string[] users)
    {
        foreach (string file in Kept)
        {
            if (File.Exists("/etc/" + file)) File.Copy("/etc/" + file, $"{Folder}/etc/{file}");
        }

        // A number that nobody has: the users of the system are left out, but for root, nobody and mail.
        int number = 64_100;
        var passwd = new StringBuilder("root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n");
        var group = new StringBuilder("root:x:0:\nnogroup:x:65534:\n");
        foreach (string user in users)
        {
            number++;
            passwd.Append(CultureInfo.InvariantCulture, $"{user}:x:{number}:{number}::/nonexistent:/usr/sbin/nologin\n");
            group.Append(CultureInfo.InvariantCulture, $"{user}:x:{number}:\n");
        }

        File.WriteAllText(Folder + "/etc/passwd", passwd.ToString());
        File.WriteAllText(Folder + "/etc/group", group.ToString());
        File.WriteAllText(Folder + "/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\nservices: files\nprotocols: files\n");
        // Whom it asks does not answer: nobody's names are looked up here.
        File.WriteAllText(Folder + "/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
    }
}
