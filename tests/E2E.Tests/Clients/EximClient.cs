using System.Globalization;
using System.Net;

namespace E2E.Tests.Clients;

/// <summary>Exim with the daemon as its smart host; mail for the home domain goes to a sink.</summary>
internal sealed class EximClient : ISmartHostClient
{
    private readonly UnpackedPeer _peer;
    private readonly IPEndPoint _endPoint;

    private EximClient(UnpackedPeer peer, IPEndPoint endPoint) => (_peer, _endPoint) = (peer, endPoint);

    public static async Task<EximClient> StartAsync(Attempt attempt, IPEndPoint home)
    {
        IPEndPoint endPoint = FreePort.Find();
        var peer = new UnpackedPeer("exim4-daemon-light", "Debian-exim");
        var client = new EximClient(peer, endPoint);
        try
        {
            // With another file than this it would give up its privileges.
            Directory.CreateDirectory(peer.Folder + "/etc/exim4");
            await File.WriteAllTextAsync(peer.Folder + "/etc/exim4/exim4.conf", Configuration(endPoint, attempt, home), TestContext.Current.CancellationToken);
            await peer.StartAsync("install -d -o Debian-exim -g Debian-exim /var/spool/exim4 /var/log/exim4", "exim4 -bdf");
            await peer.ListensAsync(endPoint);
            return client;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public async Task SubmitAsync(string recipient)
    {
        await using SmtpWire wire = await PostfixClient.GreetAsync(_endPoint);
        Assert.StartsWith("250 ", await wire.SendMessageAsync(TestAccount.Jan.Login, recipient), StringComparison.Ordinal);
    }

    public Task RetryAsync() => _peer.RunAsync("exim4 -qff");

    // The list of the queue, and what is noted for each message in it.
    public Task<string> QueueAsync() => _peer.RunAsync("exim4 -bp; cat /var/spool/exim4/msglog/* 2> /dev/null");

    public string Log() => _peer.Log() + string.Concat(Directory.EnumerateFiles(_peer.Folder + "/var/log/exim4").Select(File.ReadAllText));

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    private static string Configuration(IPEndPoint endPoint, Attempt attempt, IPEndPoint home) => string.Create(CultureInfo.InvariantCulture, $"""
        primary_hostname = exim.test.example
        spool_directory = /var/spool/exim4
        log_file_path = /var/log/exim4/%slog
        local_interfaces = 127.0.0.1
        daemon_smtp_ports = {endPoint.Port}
        host_lookup =
        rfc1413_query_timeout = 0s
        keep_environment =
        tls_advertise_hosts =
        acl_smtp_rcpt = accept
        acl_smtp_data = accept

        begin routers
        home:
          driver = manualroute
          domains = domena.cz
          route_list = * 127.0.0.1::{home.Port}
          self = send
          transport = plain
        smarthost:
          driver = manualroute
          route_list = * 127.0.0.1::{attempt.Port}
          self = send
          transport = authenticated

        begin transports
        plain:
          driver = smtp
          hosts_avoid_tls = *
          allow_localhost
        authenticated:
          driver = smtp
          interface = {attempt.Source}
          hosts_require_tls = *
          hosts_require_auth = *
          tls_verify_certificates =
          allow_localhost

        begin retry
        * * F,1h,1m

        begin authenticators
        plain:
          driver = plaintext
          public_name = PLAIN
          client_send = ^{attempt.Login}^{attempt.Password}

        """);
}
