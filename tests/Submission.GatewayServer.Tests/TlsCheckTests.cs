using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>
/// What the tool says of servers that it, or the gateway, really connects to: signed zones by nsd, a resolver that validates, a mail server with certificates, and one of policies.
/// </summary>
public sealed class TlsCheckTests : GatewayTest
{
    private readonly StsAuthority _authority = new();
    private readonly CertificateKey _root = CertificateKey.Ecdsa();
    private readonly CertificateKey _key = CertificateKey.Ecdsa();
    private TlsSink? _sink;
    private NsdProcess? _nsd;
    private UnboundProcess? _resolver;
    private StsHttpsServer? _policies;

    private string Roots => Path.Combine(Folder, "roots.pem");

    public override async ValueTask InitializeAsync()
    {
        _sink = await TlsSink.StartAsync("127.0.0.2", "127.0.0.3");
        _sink.HideTls("127.0.0.3");
        X509Certificate2 root = CertificateMaker.Issue(new CertificateWish("our root") { IsAuthority = true }, _root);
        ServeBelow(root, "mx.chain.secure.test", "mx.chain.secure.test");
        ServeBelow(root, "mx.other.secure.test", "mx.elsewhere.test");
        _sink.Serve("mx.bad.secure.test", _key.Pem, CertificateMaker.Issue(new CertificateWish("bad") { Names = ["mx.bad.secure.test"] }, _key));
        _sink.Serve("mx.plain.secure.test", _key.Pem, CertificateMaker.Issue(new CertificateWish("anybody"), _key));
        X509Certificate2 named = _authority.Issue("mx.named.secure.test");
        using (ECDsa pair = named.GetECDsaPrivateKey()!) _sink.Serve("mx.named.secure.test", pair.ExportPkcs8PrivateKeyPem(), named);
        _sink.Serve("mx.unnamed.secure.test", _key.Pem, CertificateMaker.Issue(new CertificateWish("unnamed") { Names = ["mx.unnamed.secure.test"] }, _key));

        string anchored = CertificateMaker.Tlsa(root, 2, 0, 1);
        SignedZones zones = new();
        zones.Add("secure.test", string.Concat(
            Domain("chain", tlsa: anchored), Policy("chain"), Domain("other", tlsa: anchored), Domain("bad", tlsa: "IN TLSA 3 1 1 " + new string('a', 64)), Domain("plain"), Domain("clear", "127.0.0.3"),
            Domain("gone", "127.0.0.4"), Domain("named"), Policy("named"), Domain("unnamed"), Policy("unnamed")));
        zones.SignRoot();
        _nsd = await NsdProcess.StartAsync(zones.Zones);
        _resolver = await UnboundProcess.StartAsync(_nsd.EndPoint, ["secure.test"], zones.Anchor);
        _policies = await StsHttpsServer.StartAsync(
            _authority.Issue("mta-sts.chain.secure.test", "mta-sts.named.secure.test", "mta-sts.unnamed.secure.test"),
            static context => StsHttpsServer.WriteAsync(context, $"version: STSv1\nmode: enforce\nmx: mx.{context.Request.Host.Host["mta-sts.".Length..]}\nmax_age: 864000\n"));
        await File.WriteAllTextAsync(Roots, _authority.Root.ExportCertificatePem(), TestContext.Current.CancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_policies is not null) await _policies.DisposeAsync();
        if (_resolver is not null) await _resolver.DisposeAsync();
        if (_nsd is not null) await _nsd.DisposeAsync();
        if (_sink is not null) await _sink.DisposeAsync();
        _authority.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task TlsCheck_Connect_TellsWhatDeliveryMakesOfWhatIsShown()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(CheckSetup(), Folder, ("SSL_CERT_FILE", Roots));
        Dictionary<string, JsonElement> sights = [];
        foreach (string domain in (string[])["chain", "other", "bad", "plain", "clear", "gone", "named", "unnamed"]) sights[domain] = await SightAsync(gateway, domain);

        Assert.Equal(
            ["chain proven", "other refused", "bad refused", "plain encrypted", "clear clear", "gone unreachable", "named proven", "unnamed refused"],
            sights.Select(static it => $"{it.Key} {Text(it.Value, "outcome")}"));
        Assert.Equal($"127.0.0.2:{_sink!.Port}", Text(sights["chain"], "address"));
        Assert.Equal("TLS 1.3", Text(sights["chain"], "protocol"));
        JsonElement shown = sights["chain"].GetProperty("certificate");
        Assert.Equal("mx.chain.secure.test", shown.GetProperty("names")[0].GetString());
        Assert.Equal("CN=our root", Text(shown, "issuer"));
        Assert.Contains("the certificate is not for mx.other.secure.test", Text(sights["other"], "reason"), StringComparison.Ordinal);
        Assert.Contains("the certificate matches none of the TLSA records", Text(sights["bad"], "reason"), StringComparison.Ordinal);
        // What was shown is told of a certificate that is not taken too, and what would pin it.
        Assert.Equal("3 1 1 " + Convert.ToHexStringLower(SHA256.HashData(_key.PublicKey)), Text(sights["bad"].GetProperty("certificate"), "tlsa"));
        Assert.Contains("offers no STARTTLS", Text(sights["clear"], "tested"), StringComparison.Ordinal);
        Assert.Contains("mx.gone.secure.test was not reached: it refuses connections", Text(sights["gone"], "reason"), StringComparison.Ordinal);
        Assert.Contains("nobody trusted has signed the certificate of mx.unnamed.secure.test", Text(sights["unnamed"], "reason"), StringComparison.Ordinal);

        ProgramResult told = await CliAsync("tls", "check", "bad.secure.test", "--connect", "--socket", gateway.AdminSocket);
        Assert.Contains("mail does not go there: mx.bad.secure.test is not proven by DANE: the certificate matches none of the TLSA records", told.Output, StringComparison.Ordinal);
        Assert.Contains("certificate of mx.bad.secure.test, signed by CN=bad, until ", told.Output, StringComparison.Ordinal);
        told = await CliAsync("tls", "check", "chain.secure.test", "--connect", "--socket", gateway.AdminSocket);
        Assert.Contains("mail goes there by TLS 1.3 (TLS_", told.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("sight", (await CliAsync("tls", "check", "chain.secure.test", "--json", "--socket", gateway.AdminSocket)).Output, StringComparison.Ordinal);
        // Nothing was sent.
        Assert.Empty(_sink.Mails);
        Assert.DoesNotContain(_sink.Commands, static command => command.Contains("MAIL", StringComparison.Ordinal));

        // The gateway advises by its configuration.
        told = await CliAsync("advise", "plain.secure.test", "--gateway", "--socket", gateway.AdminSocket);
        Assert.Equal(1, told.ExitCode);
        Assert.Contains("plain.secure.test. IN TXT \"v=spf1 include:_spf.hosting.example", told.Output, StringComparison.Ordinal);
        Assert.Contains("    plain.secure.test. IN MX 10 mx1.hosting.example.\n    plain.secure.test. IN MX 20 mx2.hosting.example.\n", told.Output, StringComparison.Ordinal);
        Assert.Contains("rua=mailto:reports@hosting.example", told.Output, StringComparison.Ordinal);
        Assert.Contains("There is no key at fixed._domainkey.plain.secure.test.", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Advise_Connect_JudgesWhatServersReallyShow()
    {
        string[] codes = await CodesAsync("chain");
        Assert.DoesNotContain(codes, static code => code.Contains(" dane-", StringComparison.Ordinal) || code.Contains(" mta-sts-", StringComparison.Ordinal) || code.Contains(" mx-", StringComparison.Ordinal));
        Assert.Contains(await CodesAsync("other"), static code => code.StartsWith("error dane-mismatch: ", StringComparison.Ordinal) && code.Contains("the certificate is not for mx.other.secure.test", StringComparison.Ordinal));
        Assert.Contains(await CodesAsync("clear"), static code => code.StartsWith("error tls-missing: ", StringComparison.Ordinal));
        Assert.Contains(await CodesAsync("gone"), static code => code == "unknown mx-unreachable: The MX mx.gone.secure.test could not be asked: it refuses connections, or no way leads there.");

        ProgramResult bad = await AdviseAsync("bad");
        Assert.Equal((1, ""), (bad.ExitCode, bad.Errors));
        Assert.Contains(
            $"    _{_sink!.Port}._tcp.mx.bad.secure.test. IN TLSA 3 1 1 {Convert.ToHexStringLower(SHA256.HashData(_key.PublicKey))}\n", bad.Output, StringComparison.Ordinal);

        // Without the authority the policy cannot be fetched, and is not believed.
        ProgramResult blind = await CliAsync([.. Arguments("chain")]);
        Assert.Contains("[mta-sts-unreachable]", blind.Output, StringComparison.Ordinal);
        Assert.Contains("nobody trusted has signed the certificate of mta-sts.chain.secure.test", blind.Output, StringComparison.Ordinal);
        Assert.Empty(_sink.Mails);
    }

    private static string? Text(JsonElement it, string name) => it.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static async Task<JsonElement> SightAsync(GatewayProcess gateway, string domain)
    {
        using JsonDocument document = JsonDocument.Parse(await AdminSocket.GetAsync(gateway.AdminSocket, $"/v1/tls/{domain}.secure.test?connect=true"));
        return document.RootElement.GetProperty("servers")[0].GetProperty("sight").Clone();
    }

    private static Task<ProgramResult> CliAsync(params string[] words) => ExternalProgram.RunAsync("dotnet", [HostProcess.ProgramOf("Submission.Cli", "Submission.Cli"), .. words]);

    private static string Policy(string name) => $"_mta-sts.{name} IN TXT \"v=STSv1; id=1\"\nmta-sts.{name} IN A 127.0.0.1\n";

    private async Task<string[]> CodesAsync(string domain)
    {
        ProgramResult result = await AdviseAsync(domain, "--json");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        return [.. document.RootElement.GetProperty("findings").EnumerateArray().Select(static it => $"{Text(it, "severity")} {Text(it, "code")}: {Text(it, "text")}")];
    }

    private Task<ProgramResult> AdviseAsync(string domain, params string[] more) => ExternalProgram.RunAsync(
        "env", ["SSL_CERT_FILE=" + Roots, "dotnet", HostProcess.ProgramOf("Submission.Cli", "Submission.Cli"), .. Arguments(domain), .. more]);

    private string[] Arguments(string domain) =>
    [
        "advise", domain + ".secure.test", "--connect", "--dns", _resolver!.EndPoint.ToString(), "--dnssec", "--port", Number(_sink!.Port), "--policy-port", Number(_policies!.Port), "--allow-private",
    ];

    private GatewaySetup CheckSetup() => Setup with
    {
        GoesByMx = true,
        More = new()
        {
            ["Dns:Servers:0"] = _resolver!.EndPoint.ToString(),
            ["Dns:TrustAuthenticatedData"] = "true",
            ["Delivery:AllowLoopback"] = "true",
            ["Delivery:Port"] = Number(_sink!.Port),
            ["Delivery:Dane:BogusName"] = "none",
            ["Delivery:MtaSts:Port"] = Number(_policies!.Port),
            ["Delivery:MtaSts:AllowPrivate"] = "true",
            ["Advice:Include"] = "_spf.hosting.example",
            ["Advice:Exchangers:0"] = "mx1.hosting.example",
            ["Advice:Exchangers:1"] = "mx2.hosting.example",
            ["Advice:Selectors:0"] = "fixed",
            ["Advice:Reports"] = "reports@hosting.example",
        },
    };

    private void ServeBelow(X509Certificate2 root, string asked, string name) =>
        _sink!.Serve(asked, _key.Pem, CertificateMaker.Issue(new CertificateWish("server") { Names = [name] }, _key, "our root", _root), root);

    private string Domain(string name, string address = "127.0.0.2", string? tlsa = null) =>
        $"{name} IN MX 10 mx.{name}\nmx.{name} IN A {address}\n" + (tlsa is null ? "" : $"_{Number(_sink!.Port)}._tcp.mx.{name} {tlsa}\n");

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);
}
