using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>MTA-STS, reports of TLS and REQUIRETLS by the gateway as a process, with a name server, an HTTPS server of policies and a server with certificates.</summary>
public sealed class MtaStsTests : GatewayTest
{
    private const string Zone = """
        $TTL 60
        @ IN SOA ns.invalid. root.invalid. 1 3600 600 86400 60
        @ IN NS ns.invalid.

        """;

    private readonly StsAuthority _authority = new();
    private TlsSink? _sink;
    private NsdProcess? _nsd;
    private StsHttpsServer? _policies;

    private string Data => Path.Combine(Folder, "data");

    public override async ValueTask InitializeAsync()
    {
        _sink = await TlsSink.StartAsync("127.0.0.2");
        Serve("mx.good.test", _authority.Issue("mx.good.test"));
        Serve("mx.bad.test", StsAuthority.SelfSigned("mx.bad.test"));
        Serve("mx.plain.test", StsAuthority.SelfSigned("mx.plain.test"));
        _nsd = await NsdProcess.StartAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["test"] = Zone + Domain("good") + Policy("good") + Domain("bad") + Policy("bad") + Domain("plain") + "forged IN MX 10 mx.good\nhosted IN MX 10 mx.good\n" });
        _policies = await StsHttpsServer.StartAsync(
            _authority.Issue("mta-sts.good.test", "mta-sts.bad.test"),
            static context => StsHttpsServer.WriteAsync(context, $"version: STSv1\nmode: enforce\nmx: mx.{context.Request.Host.Host["mta-sts.".Length..]}\nmax_age: 864000\n"));
    }

    public override async ValueTask DisposeAsync()
    {
        if (_policies is not null) await _policies.DisposeAsync();
        if (_nsd is not null) await _nsd.DisposeAsync();
        if (_sink is not null) await _sink.DisposeAsync();
        _authority.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Mail_ToDomainsThatEnforce_GoesToServersThatProveTheirNameOnly()
    {
        await using (GatewayProcess gateway = await StartWithAuthorityAsync())
        {
            foreach (string domain in (string[])["bad", "good", "plain"]) await SendAsync(gateway, $"jana@{domain}.test");

            await Until.TrueAsync(() => _sink!.Mails.Count == 2, () => gateway.Process.Log);
            Assert.All(_sink!.Mails, static mail => Assert.True(mail.IsEncrypted));
            Assert.Equal(["jana@good.test", "jana@plain.test"], _sink.Mails.SelectMany(static mail => mail.To).Order(StringComparer.Ordinal));
            await Until.TrueAsync(
                async () => (await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/queue")).Contains("nobody trusted has signed the certificate of mx.bad.test", StringComparison.Ordinal),
                () => gateway.Process.Log);
            await gateway.StopAsync();
        }

        // What is kept over a restart: two policies, and what the reports of the day are made of.
        Assert.Equal(2, Directory.GetFiles(Path.Combine(Data, "mta-sts")).Length);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Data, "tls-reports")));
    }

    [Fact]
    public async Task Mail_AfterRestartWithoutTheServerOfPolicies_IsHeldBackAllTheSame()
    {
        await using (GatewayProcess gateway = await StartWithAuthorityAsync())
        {
            await SendAsync(gateway, "jana@bad.test");
            await Until.TrueAsync(() => Directory.Exists(Path.Combine(Data, "mta-sts")) && Directory.GetFiles(Path.Combine(Data, "mta-sts"), "*.policy").Length == 1, () => gateway.Process.Log);
            await gateway.StopAsync();
        }

        int asked = _policies!.Requests;
        _policies.Answer = static context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await using GatewayProcess again = await StartWithAuthorityAsync();
        await SendAsync(again, "eva@bad.test");
        await Until.TrueAsync(
            async () => (await AdminSocket.GetAsync(again.AdminSocket, "/v1/queue")).Split("nobody trusted has signed the certificate of mx.bad.test").Length == 3,
            () => again.Process.Log);
        Assert.Empty(_sink!.Mails);
        Assert.Equal(asked, _policies.Requests);
    }

    [Fact]
    public async Task RequireTls_UnderTls_IsOfferedAndComesBackWhereNothingProvesTheServer()
    {
        await using GatewayProcess gateway = await StartWithAuthorityAsync();
        await using SmtpWire wire = await Wire.ConnectAsync(gateway.Submission);
        await wire.ExpectAsync("220");
        Assert.DoesNotContain("REQUIRETLS", await wire.AskAsync("EHLO client.example"), StringComparison.Ordinal);
        await using SmtpWire secure = await Wire.LogInAsync(gateway.Submission, TestAccount.Jan);
        Assert.Contains("REQUIRETLS", await secure.AskAsync("EHLO client.example"), StringComparison.Ordinal);

        Assert.StartsWith("250", await secure.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}> REQUIRETLS"), StringComparison.Ordinal);
        Assert.StartsWith("250", await secure.AskAsync("RCPT TO:<jana@plain.test>"), StringComparison.Ordinal);
        Assert.StartsWith("354", await secure.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("250", await secure.AskAsync("Subject: secret\r\n\r\nHello\r\n."), StringComparison.Ordinal);
        await Until.TrueAsync(
            () => gateway.Process.Log.Contains("the message demands a proven server (REQUIRETLS), and nothing proves that mx.plain.test takes mail for plain.test", StringComparison.Ordinal),
            () => gateway.Process.Log);
        Assert.Empty(_sink!.Mails);
    }

    [Fact]
    public async Task TlsCheck_Domain_TellsWhatWouldBeRequired()
    {
        await using GatewayProcess gateway = await StartWithAuthorityAsync();
        string answer = await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/tls/good.test");
        Assert.Contains("\"host\":\"mx.good.test\",\"preference\":10,", answer, StringComparison.Ordinal);
        Assert.Contains("\"tls\":\"required\",\"policy\":\"sts\",\"security\":\"name proven: mx.good.test\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"mtaSts\":{\"mode\":\"enforce\",\"servers\":[\"mx.good.test\"],\"id\":\"1\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"reports\":[\"mailto:tls@good.test\"]", answer, StringComparison.Ordinal);
        Assert.Contains("\"kept\":false", answer, StringComparison.Ordinal);
        answer = await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/tls/plain.test");
        Assert.Contains("\"tls\":\"offered\",\"policy\":\"none\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"reports\":[]", answer, StringComparison.Ordinal);

        ProgramResult told = await ExternalProgram.RunAsync("dotnet", [HostProcess.ProgramOf("Submission.Cli", "Submission.Cli"), "tls", "check", "good.test", "--socket", gateway.AdminSocket]);
        Assert.Contains("TLS is required", told.Output, StringComparison.Ordinal);
        Assert.Contains("MTA-STS: enforce, policy 1, until ", told.Output, StringComparison.Ordinal);
        Assert.Matches("kept since .*; the id is unchanged", told.Output);
        Assert.Contains("reports: mailto:tls@good.test", told.Output, StringComparison.Ordinal);

        // The policy changes, and its id does not.
        _policies!.Answer = static context => StsHttpsServer.WriteAsync(context, "version: STSv1\nmode: testing\nmx: mx.good.test\nmax_age: 864000\n");
        answer = await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/tls/good.test");
        Assert.Contains("\"mode\":\"enforce\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"kept\":true", answer, StringComparison.Ordinal);
        Assert.Contains("is another one, but the id in the record is the same", answer, StringComparison.Ordinal);
        Assert.Empty(_sink!.Mails);
    }

    [Fact]
    public async Task Mail_ThatDemandsAuthentication_GoesToNamesThatAreProvenOnly()
    {
        string policy = Path.Combine(Folder, "delivery.yaml");
        await File.WriteAllTextAsync(policy, "default:\n  tls: authenticated\ndomains:\n  - domain: hosted.test\n    tls: authenticated\n    tls_names: [\"*.good.test\"]\n", TestContext.Current.CancellationToken);
        Serve("mx.plain.test", _authority.Issue("mx.plain.test"));
        await using GatewayProcess gateway = await StartWithAuthorityAsync(policy);
        // As an attacker would have it who forges the MX records: a server with a valid certificate for its own name.
        await SendAsync(gateway, "jana@forged.test");
        await Until.TrueAsync(
            async () => (await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/queue")).Contains("the certificate of mx.good.test is not for forged.test or a name below it", StringComparison.Ordinal),
            () => gateway.Process.Log);
        await SendAsync(gateway, "jana@plain.test");
        await SendAsync(gateway, "jana@hosted.test");
        await Until.TrueAsync(() => _sink!.Mails.Count == 2, () => gateway.Process.Log);
        Assert.Equal(["jana@hosted.test", "jana@plain.test"], _sink!.Mails.SelectMany(static mail => mail.To).Order(StringComparer.Ordinal));
    }

    private static string Domain(string name) => $"{name} IN MX 10 mx.{name}\nmx.{name} IN A 127.0.0.2\n";

    private static string Policy(string name) => $"_mta-sts.{name} IN TXT \"v=STSv1; id=1\"\nmta-sts.{name} IN A 127.0.0.1\n_smtp._tls.{name} IN TXT \"v=TLSRPTv1; rua=mailto:tls@{name}.test\"\n";

    private void Serve(string name, X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        _sink!.Serve(name, key.ExportPkcs8PrivateKeyPem(), certificate);
    }

    private async Task<GatewayProcess> StartWithAuthorityAsync(string? policy = null)
    {
        string roots = Path.Combine(Folder, "roots.pem");
        await File.WriteAllTextAsync(roots, _authority.Root.ExportCertificatePem(), TestContext.Current.CancellationToken);
        GatewaySetup setup = Setup with
        {
            GoesByMx = true,
            FirstRetry = "1h",
            More = new()
            {
                ["Dns:Servers:0"] = _nsd!.EndPoint.ToString(),
                ["Delivery:AllowLoopback"] = "true",
                ["Delivery:Port"] = _sink!.Port.ToString(CultureInfo.InvariantCulture),
                ["Delivery:MtaSts:Port"] = _policies!.Port.ToString(CultureInfo.InvariantCulture),
                ["Delivery:MtaSts:AllowPrivate"] = "true",
                ["Delivery:TlsReports:Contact"] = "tls-reports@test.example",
            },
        };
        if (policy is not null) setup.More["Delivery:Policy"] = policy;
        return await GatewayProcess.StartAsync(setup, Folder, ("SSL_CERT_FILE", roots));
    }
}
