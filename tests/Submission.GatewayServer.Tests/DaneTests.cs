using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>DANE by the gateway as a process, with a name server, a resolver that validates and a server with certificates.</summary>
public sealed class DaneTests : GatewayTest
{
    private readonly CertificateKey _key = CertificateKey.Ecdsa();
    private readonly SignedZones _zones = new();
    private TlsSink? _sink;
    private NsdProcess? _nsd;

    public override async ValueTask InitializeAsync()
    {
        _sink = await TlsSink.StartAsync("127.0.0.2");
        string other = "IN TLSA 3 1 1 " + new string('a', 64);
        _zones.Add("secure.test", Domain("good", Serve("mx.good.secure.test")) + Domain("bad", other));
        _zones.Add("altered.test", Domain("x", other), ZoneFault.AlteredTlsa);
        Serve("mx.bad.secure.test");
        _zones.SignRoot();
        _nsd = await NsdProcess.StartAsync(_zones.Zones);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_nsd is not null) await _nsd.DisposeAsync();
        if (_sink is not null) await _sink.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Mail_ToServersWithTlsaRecords_GoesToThoseThatMatchOnly()
    {
        await using UnboundProcess resolver = await UnboundProcess.StartAsync(_nsd!.EndPoint, ["secure.test", "altered.test"], _zones.Anchor);
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(By(resolver), Folder);

        await SendAsync(gateway, "jana@good.secure.test");
        await SendAsync(gateway, "jana@bad.secure.test");

        await Until.TrueAsync(() => _sink!.Mails.Any(static mail => mail.To.Contains("jana@good.secure.test")), () => gateway.Process.Log);
        Assert.True(_sink!.Mails.Single() is { IsEncrypted: true, Name: "mx.good.secure.test" });
        await Until.TrueAsync(
            async () => (await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/queue")).Contains("mx.bad.secure.test is not proven by DANE: the certificate matches none of the TLSA records", StringComparison.Ordinal),
            () => gateway.Process.Log);
        Assert.Contains("DANE is on", gateway.Process.Log, StringComparison.Ordinal);
        Assert.Contains("\"dane\":\"on\"", await HealthAsync(gateway), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAResolverThatDoesNotValidate_SwitchesDaneOffLoudly()
    {
        await using UnboundProcess resolver = await UnboundProcess.StartAsync(_nsd!.EndPoint, ["secure.test", "altered.test"], anchor: null);
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(By(resolver), Folder);

        Assert.Contains("DANE is OFF", gateway.Process.Log, StringComparison.Ordinal);
        Assert.Contains("\"dane\":\"DANE is off: the resolver does not validate DNSSEC", await HealthAsync(gateway), StringComparison.Ordinal);
        // It is as without DANE.
        await SendAsync(gateway, "jana@bad.secure.test");
        await Until.TrueAsync(() => _sink!.Mails.Any(static mail => mail.To.Contains("jana@bad.secure.test")), () => gateway.Process.Log);
    }

    private static async Task<string> HealthAsync(GatewayProcess gateway)
    {
        using HttpClient client = new();
        return await client.GetStringAsync(new Uri($"http://{gateway.Console}/health"), TestContext.Current.CancellationToken);
    }

    private GatewaySetup By(UnboundProcess resolver) => Setup with
    {
        GoesByMx = true,
        FirstRetry = "1h",
        More = new()
        {
            ["Dns:Servers:0"] = resolver.EndPoint.ToString(),
            ["Dns:TrustAuthenticatedData"] = "true",
            ["Delivery:AllowLoopback"] = "true",
            ["Delivery:Port"] = _sink!.Port.ToString(CultureInfo.InvariantCulture),
            ["Delivery:Dane:BogusName"] = "mx.altered.test",
        },
    };

    private string Serve(string name)
    {
        X509Certificate2 certificate = CertificateMaker.Issue(new CertificateWish("anything"), _key);
        _sink!.Serve(name, _key.Pem, certificate);
        return CertificateMaker.Tlsa(certificate, 3, 1, 1);
    }

    private string Domain(string name, string tlsa) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} IN MX 10 mx.{name}\nmx.{name} IN A 127.0.0.2\n_{_sink!.Port}._tcp.mx.{name} {tlsa}\n");
}
