using System.Net;
using System.Net.Sockets;
using Submission.Tests.Peers;

namespace Submission.Policy.Content.Tests.Scanners.Peers;

/// <summary>A real spamd (SpamAssassin) with two rules, GTUBE and one that any message with a subject meets, on a free loopback port and a unix socket.</summary>
internal sealed class SpamdPeer : IAsyncDisposable
{
    private readonly DaemonProcess _daemon = new("spamd", "spamd spamassassin");

    private SpamdPeer()
    {
        EndPoint = FreePort.Find();
        UnixEndPoint = new UnixDomainSocketEndPoint(_daemon.PathOf("spamd.sock"));
    }

    public IPEndPoint EndPoint { get; }

    public UnixDomainSocketEndPoint UnixEndPoint { get; }

    public static async Task<SpamdPeer> StartAsync()
    {
        var peer = new SpamdPeer();
        string rules = Directory.CreateDirectory(peer._daemon.PathOf("rules")).FullName;
        string site = Directory.CreateDirectory(peer._daemon.PathOf("site")).FullName;
        string home = Directory.CreateDirectory(peer._daemon.PathOf("home")).FullName;
        await File.WriteAllTextAsync(Path.Combine(site, "init.pre"), "loadplugin Mail::SpamAssassin::Plugin::Check\n");
        await File.WriteAllTextAsync(Path.Combine(site, "local.cf"), "use_bayes 0\ndns_available no\n");
        string gtube = ScannerSamples.Gtube.Replace("*", @"\*", StringComparison.Ordinal).Replace(".", @"\.", StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            Path.Combine(rules, "10_test.cf"),
            $"required_score 5\nbody GTUBE /{gtube}/\nscore GTUBE 1000\nheader HAS_SUBJECT exists:Subject\nscore HAS_SUBJECT 0.5\n");

        // As root it has its children run as another user, who has to exist.
        IEnumerable<string> user = DaemonProcess.IsRoot ? ["--username", "nobody"] : [];
        await peer._daemon.StartAsync(
            [
                "--local", "--nouser-config", "--listen", peer.EndPoint.ToString(), "--listen", peer._daemon.PathOf("spamd.sock"), "--max-children", "3", "--min-children", "1",
                "--configpath", rules, "--siteconfigpath", site, "--helper-home-dir", home, "--syslog", "stderr", "--pidfile", peer._daemon.PathOf("pid"), .. user,
            ],
            peer.EndPoint,
            peer.UnixEndPoint);
        return peer;
    }

    /// <summary>Its log so far, with a line for each message: user, score, tests.</summary>
    public string Output() => _daemon.Output();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();
}
