using System.Net;
using Submission.Tests.Peers;

namespace Submission.Policy.Content.Tests.Scanners.Peers;

/// <summary>A real rspamd with its own GTUBE test and no rule, no network and no store, on a free loopback port.</summary>
internal sealed class RspamdPeer : IAsyncDisposable
{
    private readonly DaemonProcess _daemon = new("rspamd", "rspamd");

    private RspamdPeer() => EndPoint = FreePort.Find();

    public IPEndPoint EndPoint { get; }

    public Uri Address => new($"http://{EndPoint}");

    public static async Task<RspamdPeer> StartAsync()
    {
        var peer = new RspamdPeer();
        // The list of top level domains that comes with rspamd takes seconds to compile.
        await File.WriteAllTextAsync(peer._daemon.PathOf("tld"), "example\n");
        await File.WriteAllTextAsync(peer._daemon.PathOf("rspamd.conf"), peer.Configuration());
        List<string> arguments = ["--no-fork", "--config", peer._daemon.PathOf("rspamd.conf")];
        if (DaemonProcess.IsRoot) arguments.Add("--insecure");
        await peer._daemon.StartAsync(arguments, peer.EndPoint);
        return peer;
    }

    /// <summary>Its log so far, with a line for each message: id, address, user, envelope, action.</summary>
    public string Output() => _daemon.Output();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private string Configuration() => $$"""
        options {
          pidfile = "{{_daemon.PathOf("pid")}}"; cache_file = "{{_daemon.PathOf("cache")}}"; stats_file = "{{_daemon.PathOf("stats")}}"; tempdir = "{{_daemon.Directory}}";
          hs_cache_dir = "{{_daemon.Directory}}"; disable_hyperscan = true; url_tld = "{{_daemon.PathOf("tld")}}"; rrd = "";
          control_socket = "{{_daemon.PathOf("control.sock")}} mode=0600";
          filters = ""; gtube_patterns = "all"; local_addrs = [];
          dns { nameserver = ["127.0.0.1:9:10"]; timeout = 0.2s; retransmits = 1; }
        }
        logging { type = "console"; level = "info"; }
        metric { name = default; actions { reject = 15; add_header = 6; greylist = 4; } }
        worker "normal" { bind_socket = "{{EndPoint}}"; count = 1; task_timeout = 8s; }
        """;
}
