using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Submission.Trust.Advice;
using Submission.Trust.Tests.Spf;

namespace Submission.Trust.Tests.Advice;

/// <summary>Looks at mail servers that are real: with certificates, without TLS, with TLS that fails, with nobody there, and with nothing to say.</summary>
public sealed class SmtpServerProbeTests : IAsyncLifetime
{
    private const string Host = "mx.firma.example";
    private TlsSink _sink = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _sink = await TlsSink.StartAsync("127.0.0.1");

    public async ValueTask DisposeAsync() => await _sink.DisposeAsync();

    [Fact]
    public async Task Look_ServerWithAChain_ShowsAllThatItSent()
    {
        CertificateKey root = CertificateKey.Ecdsa();
        CertificateKey key = CertificateKey.Ecdsa();
        X509Certificate2 above = CertificateMaker.Issue(new CertificateWish("root") { IsAuthority = true }, root);
        X509Certificate2 own = CertificateMaker.Issue(new CertificateWish("server") { Names = [Host] }, key, "root", root);
        _sink.Serve(Host, key.Pem, own, above);
        ServerSight sight = await LookAsync(_sink.Port);
        Assert.Equal((true, true, null), (sight.IsReached, sight.IsEncrypted, sight.Problem));
        Assert.Equal([own.Thumbprint, above.Thumbprint], Thumbprints(sight.Certificates));
        Assert.DoesNotContain(_sink.Commands, static command => command.Contains("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Look_ServerWithoutTls_IsReachedAndSaysSo()
    {
        _sink.HideTls("127.0.0.1");
        Assert.Equal(new ServerSight(true, false, "no STARTTLS"), await LookAsync(_sink.Port));
    }

    [Fact]
    public async Task Look_HandshakeFails_IsReachedAndSaysSo() => Assert.Equal(new ServerSight(true, false, "the handshake failed"), await LookAsync(_sink.Port));

    [Fact]
    public async Task Look_NobodyListens_IsNotReached() => Assert.Equal(new ServerSight(false, false, "it refuses connections, or no way leads there"), await LookAsync(FreePort.Find().Port));

    [Fact]
    public async Task Look_ServerThatTurnsEverybodyAway_TellsWhatItSaid()
    {
        using TcpListener listener = Listen();
        Task<ServerSight> look = LookAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        using TcpClient client = await listener.AcceptTcpClientAsync(Cancelled);
        await client.GetStream().WriteAsync("554 5.7.1 No\r\n"u8.ToArray(), Cancelled);
        Assert.Equal(new ServerSight(false, false, "it has answered 554 5.7.1 No"), await look);
    }

    [Fact]
    public async Task Look_ServerThatSaysNothing_IsGivenUpInTime()
    {
        using TcpListener listener = Listen();
        var time = new FakeTimeProvider();
        Task<ServerSight> look = LookAsync(((IPEndPoint)listener.LocalEndpoint).Port, time);
        using TcpClient client = await listener.AcceptTcpClientAsync(Cancelled);
        time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(new ServerSight(false, false, "it has not answered in time"), await look.WaitAsync(TimeSpan.FromSeconds(60), Cancelled));
    }

    private static async Task<ServerSight> LookAsync(int port, TimeProvider? time = null) =>
        await new SmtpServerProbe(new FakeZone().Address(Host, "127.0.0.1"), "probe.example", port, time).LookAsync(Host, Cancelled);

    private static TcpListener Listen()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static IEnumerable<string> Thumbprints(ImmutableArray<ImmutableArray<byte>> certificates) => certificates.Select(static it => X509CertificateLoader.LoadCertificate(it.AsSpan()).Thumbprint);
}
