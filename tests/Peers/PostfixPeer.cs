using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Submission.Tests.Peers;

/// <summary>
/// A real Postfix on a free port of loopback, with a configuration, a queue and a log of its own; Debian's packages postfix, sasl2-bin, libsasl2-modules and
/// libsasl2-modules-db, and root, which its master needs. It asks no DNS. Several may run at once. It ends with its test, and also with a test process that is killed.
/// </summary>
internal sealed class PostfixPeer : IAsyncDisposable
{
    private const string MasterProgram = "/usr/lib/postfix/sbin/master";
    private const string PasswordProgram = "/usr/sbin/saslpasswd2";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Queues =
        ["active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace", "public", "maildrop", "pid"];

    private readonly string _folder = Directory.CreateTempSubdirectory("postfix-").FullName;
    private Process? _process;

    private PostfixPeer(IPEndPoint endPoint) => EndPoint = endPoint;

    public IPEndPoint EndPoint { get; }

    /// <summary>Its log, which it writes itself.</summary>
    public string LogFile => _folder + "/mail.log";

    /// <summary>The command that lists its queue.</summary>
    public string QueueCommand => $"postqueue -c {_folder}/conf -j";

    /// <summary>Starts one; it answers when this returns.</summary>
    public static async Task<PostfixPeer> StartAsync(PostfixPeerOptions? options = null)
    {
        options ??= new PostfixPeerOptions();
        if (!File.Exists(MasterProgram) || !Environment.IsPrivilegedProcess) Assert.Fail("These tests need Postfix (Debian package postfix) and root.");
        if (options.Accounts.Count > 0 && !File.Exists(PasswordProgram)) Assert.Fail("These tests need the Debian packages sasl2-bin, libsasl2-modules and libsasl2-modules-db.");
        var peer = new PostfixPeer(FreePort.Find());
        try
        {
            await peer.WriteFilesAsync(options);
            peer.Start();
            await peer.WaitUntilItAnswersAsync();
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public string Log() => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    /// <summary>Lets it try again at once to deliver what it has deferred.</summary>
    public Task FlushAsync() => RunAsync("postqueue", "-c", _folder + "/conf", "-f");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(Patience);
            _process.Dispose();
        }

        Delete();
    }

    private async Task WriteFilesAsync(PostfixPeerOptions options)
    {
        foreach (string folder in (string[])["conf", "conf/sasl", "spool", "data"]) Directory.CreateDirectory(Path.Combine(_folder, folder));
        foreach (string queue in Queues) Directory.CreateDirectory(Path.Combine(_folder, "spool", queue));
        await File.WriteAllTextAsync(_folder + "/conf/main.cf", PostfixConfiguration.MainFile(options, _folder));
        await File.WriteAllTextAsync(_folder + "/conf/master.cf", PostfixConfiguration.MasterFile(options, EndPoint));
        // Each process of Postfix waits for seconds where these files are newer than that, lest somebody is still writing them.
        foreach (string file in (string[])["main.cf", "master.cf"]) File.SetLastWriteTimeUtc(Path.Combine(_folder, "conf", file), DateTime.UtcNow.AddMinutes(-1));
        await File.WriteAllTextAsync(_folder + "/conf/sasl/smtpd.conf", PostfixConfiguration.SaslFile(options, _folder));
        await File.WriteAllTextAsync(_folder + "/conf/tls.pem", Certificate());
        foreach ((string login, string password) in options.Accounts) await AddAccountAsync(login, password);
        // Its processes run as users of their own.
        await RunAsync("sh", "-c", """
            chmod 755 "$0" && chown postfix "$0"/data "$0"/spool/* && chown root "$0"/spool/pid && chgrp postdrop "$0"/spool/public "$0"/spool/maildrop &&
            chmod 700 "$0"/spool/* && chmod 755 "$0"/spool/pid && chmod 710 "$0"/spool/public && chmod 730 "$0"/spool/maildrop && { [ ! -e "$0"/sasldb ] || chmod 644 "$0"/sasldb; }
            """, _folder);
    }

    private Task AddAccountAsync(string login, string password)
    {
        int at = login.LastIndexOf('@');
        return RunAsync(PasswordProgram, ["-p", "-c", "-f", _folder + "/sasldb", "-u", login[(at + 1)..], login[..at]], password + "\n");
    }

    // The master itself, without the slow checks of "postfix start". Its standard input is a lifeline: when this process closes it, or ends in whatever way, the shell ends the master,
    // which ends its children. In a session of their own, for what ends this process may end its whole group.
    private void Start() => _process = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", """
        exec 3<&0
        "$0" -c "$1" & master=$!
        (cat > /dev/null; kill $master) <&3 &
        wait $master 2> /dev/null
        """, MasterProgram, _folder + "/conf"]) { UseShellExecute = false, RedirectStandardInput = true });

    private async Task WaitUntilItAnswersAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        byte[] greeting = new byte[4];
        while (true)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(EndPoint, limit.Token);
                await probe.ReceiveAsync(greeting, limit.Token);
                return;
            }
            catch (SocketException)
            {
                if (_process!.HasExited) Assert.Fail("Postfix ended: " + Log());
                await Task.Delay(10, limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail("Postfix does not answer: " + Log());
            }
        }
    }

    // A process of Postfix that ends may write a last file while the folder is deleted.
    private void Delete()
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 100)
            {
                Thread.Sleep(20);
            }
        }
    }

    private static string Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem() + "\n";
    }

    private static Task RunAsync(string program, params string[] arguments) => RunAsync(program, arguments, "");

    private static async Task RunAsync(string program, string[] arguments, string input)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} said {errors}");
    }
}
