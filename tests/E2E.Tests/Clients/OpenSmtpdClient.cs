using System.Globalization;
using System.Net;

namespace E2E.Tests.Clients;

/// <summary>OpenSMTPD with the daemon as its smart host; mail for the home domain goes to a sink.</summary>
internal sealed class OpenSmtpdClient : ISmartHostClient
{
    // Its installation would give the tool this group.
    private const string Tool = "setpriv --regid opensmtpq --clear-groups smtpctl ";

    private readonly UnpackedPeer _peer;
    private readonly IPEndPoint _endPoint;

    private OpenSmtpdClient(UnpackedPeer peer, IPEndPoint endPoint) => (_peer, _endPoint) = (peer, endPoint);

    public static async Task<OpenSmtpdClient> StartAsync(Attempt attempt, IPEndPoint home)
    {
        IPEndPoint endPoint = FreePort.Find();
        var peer = new UnpackedPeer("opensmtpd", "opensmtpd", "opensmtpq");
        try
        {
            await File.WriteAllTextAsync(peer.Folder + "/smtpd.conf", Configuration(endPoint, attempt, home), TestContext.Current.CancellationToken);
            await peer.StartAsync("install -d -m 711 /var/spool/smtpd /var/lib/opensmtpd /var/lib/opensmtpd/empty", $"smtpd -d -f {peer.Folder}/smtpd.conf");
            await peer.ListensAsync(endPoint);
            return new OpenSmtpdClient(peer, endPoint);
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

    public Task RetryAsync() => _peer.RunAsync(Tool + "schedule all");

    public Task<string> QueueAsync() => _peer.RunAsync(Tool + "show queue");

    public string Log() => _peer.Log();

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    private static string Configuration(IPEndPoint endPoint, Attempt attempt, IPEndPoint home) => string.Create(CultureInfo.InvariantCulture, $"""
        table secrets {"{"} daemon = "{attempt.Login}:{attempt.Password}" {"}"}
        listen on 127.0.0.1 port {endPoint.Port}
        action "home" relay host smtp+notls://127.0.0.1:{home.Port}
        action "out" relay host smtp+tls://daemon@127.0.0.1:{attempt.Port} auth <secrets> tls no-verify src {attempt.Source}
        match from any for domain "domena.cz" action "home"
        match from any for any action "out"

        """);
}
