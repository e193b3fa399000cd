using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using MimeKit;
using MimeKit.Cryptography;
using Submission.GatewayServer.Tests.Processes;
using Submission.GatewayServer.Tests.Signing;
using Submission.Policy.Lookups;

namespace Submission.GatewayServer.Tests;

/// <summary>Reports of TLS (RFC 8460) from end to end: a gateway process counts on one day and reports on the next, by mail, signed, and by HTTPS.</summary>
public sealed class TlsReportTests : GatewayTest
{
    private const string Contact = "tls-reports@test.example";
    private const string Ours = "@ NS ns1.hosting.example.\n";

    private readonly StsAuthority _authority = new();
    private readonly TaskCompletionSource<(string? Type, byte[] Body)> _posted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TlsSink? _sink;
    private StsHttpsServer? _https;
    private NamedProcess? _named;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync()
    {
        _sink = await TlsSink.StartAsync("127.0.0.2");
        foreach ((string name, X509Certificate2 certificate) in (ReadOnlySpan<(string, X509Certificate2)>)[("mx.good.test", _authority.Issue("mx.good.test")), ("mx.bad.test", StsAuthority.SelfSigned("mx.bad.test"))])
        {
            using ECDsa key = certificate.GetECDsaPrivateKey()!;
            _sink.Serve(name, key.ExportPkcs8PrivateKeyPem(), certificate);
        }

        _https = await StsHttpsServer.StartAsync(_authority.Issue("mta-sts.good.test", "mta-sts.bad.test", "collect.bad.test"), async context =>
        {
            if (context.Request.Method == "POST")
            {
                using MemoryStream body = new();
                await context.Request.Body.CopyToAsync(body);
                _posted.TrySetResult((context.Request.ContentType, body.ToArray()));
                return;
            }

            await StsHttpsServer.WriteAsync(context, $"version: STSv1\nmode: enforce\nmx: mx.{context.Request.Host.Host["mta-sts.".Length..]}\nmax_age: 864000\n");
        });
        string zone = Ours + Domain("good", "mailto:tls@reports.example") + Domain("bad", $"https://collect.bad.test:{_https.Port}/v1") + "collect.bad A 127.0.0.1\n";
        _named = await NamedProcess.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["test"] = zone, ["test.example"] = Ours });
    }

    public override async ValueTask DisposeAsync()
    {
        if (_named is not null) await _named.DisposeAsync();
        if (_https is not null) await _https.DisposeAsync();
        if (_sink is not null) await _sink.DisposeAsync();
        _authority.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Day_Ends_ReportsArriveByMailSignedAndByHttps()
    {
        await SpendDayAsync();
        DateOnly day = PutIntoThePast();

        await using GatewayProcess gateway = await StartReportingAsync();
        await ArrivesAsync("tls@reports.example");
        byte[] mail = Assert.Single(Sink.To("tls@reports.example")).Data;
        using (JsonDocument report = await ReadMailAsync(mail, day)) AssertReport(report.RootElement, "good.test", day, successful: 1, failed: 0);

        (string? type, byte[] body) = await _posted.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        Assert.Equal("application/tlsrpt+gzip", type);
        using (JsonDocument report = Unpack(body))
        {
            AssertReport(report.RootElement, "bad.test", day, successful: 0, failed: 1);
            JsonElement failure = Assert.Single(report.RootElement.GetProperty("policies")[0].GetProperty("failure-details").EnumerateArray());
            Assert.Equal("certificate-not-trusted", failure.GetProperty("result-type").GetString());
            Assert.Equal("127.0.0.1", failure.GetProperty("sending-mta-ip").GetString());
            Assert.Equal("mx.bad.test", failure.GetProperty("receiving-mx-hostname").GetString());
            Assert.Equal("127.0.0.2", failure.GetProperty("receiving-ip").GetString());
            Assert.Equal(1, failure.GetProperty("failed-session-count").GetInt64());
            Assert.Contains("nobody trusted has signed the certificate of mx.bad.test", failure.GetProperty("failure-reason-code").GetString(), StringComparison.Ordinal);
        }

        // What was reported is forgotten.
        await Until.TrueAsync(() => !File.Exists(JournalOf(day)), () => gateway.Process.Log);
        await gateway.StopAsync();
    }

    private static string Domain(string name, string reports) =>
        $"{name} MX 10 mx.{name}\nmx.{name} A 127.0.0.2\n_mta-sts.{name} TXT \"v=STSv1; id=1\"\nmta-sts.{name} A 127.0.0.1\n_smtp._tls.{name} TXT \"v=TLSRPTv1; rua={reports}\"\n";

    private static void AssertReport(JsonElement report, string domain, DateOnly day, long successful, long failed)
    {
        string date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal(["organization-name", "date-range", "contact-info", "report-id", "policies"], report.EnumerateObject().Select(static property => property.Name));
        Assert.Equal("Test, Inc.", report.GetProperty("organization-name").GetString());
        Assert.Equal($"{date}T00:00:00Z", report.GetProperty("date-range").GetProperty("start-datetime").GetString());
        Assert.Equal($"{date}T23:59:59Z", report.GetProperty("date-range").GetProperty("end-datetime").GetString());
        Assert.Equal(Contact, report.GetProperty("contact-info").GetString());
        Assert.Contains(domain, report.GetProperty("report-id").GetString(), StringComparison.Ordinal);
        JsonElement result = Assert.Single(report.GetProperty("policies").EnumerateArray());
        JsonElement policy = result.GetProperty("policy");
        Assert.Equal(("sts", domain), (policy.GetProperty("policy-type").GetString(), policy.GetProperty("policy-domain").GetString()));
        Assert.Equal(["version: STSv1", "mode: enforce", $"mx: mx.{domain}", "max_age: 864000"], policy.GetProperty("policy-string").EnumerateArray().Select(static line => line.GetString()));
        Assert.Equal([$"mx.{domain}"], policy.GetProperty("mx-host").EnumerateArray().Select(static host => host.GetString()));
        JsonElement summary = result.GetProperty("summary");
        Assert.Equal((successful, failed), (summary.GetProperty("total-successful-session-count").GetInt64(), summary.GetProperty("total-failure-session-count").GetInt64()));
        Assert.Equal(failed > 0, result.TryGetProperty("failure-details", out _));
    }

    private static JsonDocument Unpack(byte[] compressed)
    {
        using GZipStream gzip = new(new MemoryStream(compressed), CompressionMode.Decompress);
        return JsonDocument.Parse(gzip);
    }

    private string JournalOf(DateOnly day) => Path.Combine(Folder, "data", "tls-reports", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".tlsrpt");

    /// <summary>A day with one delivery and one that fails, and at its begin the key for the reports.</summary>
    private async Task SpendDayAsync()
    {
        await using GatewayProcess gateway = await StartReportingAsync();
        await ExternalProgram.RunAsync("dotnet", [HostProcess.ProgramOf("Submission.Cli", "Submission.Cli"), "dkim", "activate", "test.example", "--socket", gateway.AdminSocket]);
        await Until.TrueAsync(async () => (await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/dkim/test.example")).Contains("\"state\":\"signing\"", StringComparison.Ordinal), () => gateway.Process.Log);
        foreach (string domain in (string[])["bad", "good"]) await SendAsync(gateway, $"jana@{domain}.test");
        await Until.TrueAsync(() => _sink!.Mails.Count == 1, () => gateway.Process.Log);
        await Until.TrueAsync(
            async () => (await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/queue")).Contains("nobody trusted has signed the certificate of mx.bad.test", StringComparison.Ordinal),
            () => gateway.Process.Log);
        await gateway.StopAsync();
    }

    /// <summary>Makes the day that was written the day before.</summary>
    private DateOnly PutIntoThePast()
    {
        string file = Assert.Single(Directory.GetFiles(Path.Combine(Folder, "data", "tls-reports")));
        JsonNode journal = JsonNode.Parse(File.ReadAllText(file))!;
        DateOnly day = DateOnly.ParseExact(journal["day"]!.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(-1);
        journal["day"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        File.WriteAllText(JournalOf(day), journal.ToJsonString());
        File.Delete(file);
        return day;
    }

    private async Task<JsonDocument> ReadMailAsync(byte[] octets, DateOnly day)
    {
        using MimeMessage message = await MimeMessage.LoadAsync(new MemoryStream(octets), Cancelled);
        Assert.Equal(("good.test", "smtp.test.example", "No"), (message.Headers["TLS-Report-Domain"], message.Headers["TLS-Report-Submitter"], message.Headers["TLS-Required"]));
        Assert.StartsWith("Report Domain: good.test Submitter: smtp.test.example Report-ID: <", message.Subject, StringComparison.Ordinal);
        MultipartReport report = Assert.IsType<MultipartReport>(message.Body);
        Assert.Equal("tlsrpt", report.ContentType.Parameters["report-type"]);
        MimePart part = Assert.IsType<MimePart>(report[1]);
        long start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds();
        Assert.Equal(("application/tlsrpt+gzip", $"smtp.test.example!good.test!{start}!{start + 86_399}.json.gz"), (part.ContentType.MimeType, part.FileName));
        await AssertSignedAsync(message);
        using MemoryStream compressed = new();
        await part.Content!.DecodeToAsync(compressed, Cancelled);
        return Unpack(compressed.ToArray());
    }

    private async Task AssertSignedAsync(MimeMessage message)
    {
        var verifier = new DkimVerifier(new PublishedKeys(new DnsRecordResolver(new DnsLookupOptions { Servers = [_named!.EndPoint] })));
        Header[] signatures = [.. message.Headers.Where(static header => header.Id == HeaderId.DkimSignature)];
        Assert.Equal(2, signatures.Length);
        foreach (Header signature in signatures)
        {
            Assert.Contains(" d=test.example;", signature.Value, StringComparison.Ordinal);
            Assert.True(await verifier.VerifyAsync(message, signature, Cancelled), signature.Value);
        }
    }

    private async Task<GatewayProcess> StartReportingAsync()
    {
        string roots = Path.Combine(Folder, "roots.pem");
        await File.WriteAllTextAsync(roots, _authority.Root.ExportCertificatePem(), Cancelled);
        string key = Path.Combine(Folder, "update.key");
        await File.WriteAllTextAsync(key, _named!.KeyText, Cancelled);
        string routes = Path.Combine(Folder, "delivery.yaml");
        await File.WriteAllTextAsync(routes, $"domains:\n  - domain: reports.example\n    route: \"[127.0.0.1]:{Sink.EndPoint.Port}\"\n", Cancelled);
        GatewaySetup setup = Setup with
        {
            GoesByMx = true,
            FirstRetry = "1h",
            More = new()
            {
                ["Dns:Servers:0"] = _named.EndPoint.ToString(),
                ["Delivery:AllowLoopback"] = "true",
                ["Delivery:Policy"] = routes,
                ["Delivery:Port"] = _sink!.Port.ToString(CultureInfo.InvariantCulture),
                ["Delivery:MtaSts:Port"] = _https!.Port.ToString(CultureInfo.InvariantCulture),
                ["Delivery:MtaSts:AllowPrivate"] = "true",
                ["Delivery:TlsReports:Contact"] = Contact,
                ["Delivery:TlsReports:Organization"] = "Test, Inc.",
                ["Delivery:TlsReports:Spread"] = "0",
                ["Delivery:TlsReports:AllowPrivate"] = "true",
                ["Signing:Enabled"] = "true",
                ["Signing:NameServers:0"] = "ns1.hosting.example",
                ["Signing:UpdateServer"] = _named.EndPoint.ToString(),
                ["Signing:UpdateKeyFile"] = key,
                ["Signing:PollInterval"] = "100ms",
                ["Signing:CheckInterval"] = "1h",
                ["Signing:RecordTtl"] = "1s",
            },
        };
        return await GatewayProcess.StartAsync(setup, Folder, ("SSL_CERT_FILE", roots));
    }
}
