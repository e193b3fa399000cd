using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Submission.Hosting.Tests.Feedback;

/// <summary>A real Postfix on a free port of loopback, with a configuration and a queue of its own, whose every message goes to one next hop.</summary>
internal sealed class PostfixServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("postfix-").FullName;

    private PostfixServer(IPEndPoint endPoint) => EndPoint = endPoint;

    public IPEndPoint EndPoint { get; }

    public string QueueCommand => $"postqueue -c {_folder}/conf -j";

    public static async Task<PostfixServer> StartAsync(IPEndPoint nextHop)
    {
        var server = new PostfixServer(FreeEndPoint());
        foreach (string folder in (string[])["conf", "spool", "data"]) Directory.CreateDirectory(Path.Combine(server._folder, folder));
        // Postfix reads its files as users of its own.
        await RunAsync("chmod", "755", server._folder);
        await RunAsync("chown", "postfix", Path.Combine(server._folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(server._folder, "conf", "main.cf"), server.Main(nextHop));
        await File.WriteAllTextAsync(Path.Combine(server._folder, "conf", "master.cf"), server.Master());
        await RunAsync("postfix", "-c", server._folder + "/conf", "start");
        return server;
    }

    /// <summary>An endpoint on which nobody listens now.</summary>
    public static IPEndPoint FreeEndPoint()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)probe.LocalEndPoint!;
    }

    /// <summary>Lets it try again at once to deliver what it has deferred.</summary>
    public Task FlushAsync() => RunAsync("postqueue", "-c", _folder + "/conf", "-f");

    public string Log() => File.Exists(_folder + "/postfix.log") ? File.ReadAllText(_folder + "/postfix.log") : "";

    public async ValueTask DisposeAsync()
    {
        await RunAsync("postfix", "-c", _folder + "/conf", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"These tests need Postfix (Debian package postfix) and root: {program} {string.Join(' ', arguments)} said {errors}");
    }

    private string Main(IPEndPoint nextHop) => $"""
        compatibility_level = 3.6
        queue_directory = {_folder}/spool
        data_directory = {_folder}/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        mail_owner = postfix
        setgid_group = postdrop
        myhostname = mx.test.example
        mydestination =
        mynetworks = 127.0.0.0/8
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        relayhost = [{nextHop.Address}]:{nextHop.Port}
        alias_maps =
        alias_database =
        disable_dns_lookups = yes
        maillog_file = {_folder}/postfix.log
        maillog_file_prefixes = {_folder}
        smtpd_relay_restrictions = permit_mynetworks, reject

        """;

    private string Master() => $"""
        127.0.0.1:{EndPoint.Port} inet n - n - - smtpd
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        smtp unix - - n - - smtp
        relay unix - - n - - smtp
        showq unix n - n - - showq
        error unix - - n - - error
        retry unix - - n - - error
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """;
}
