using System.Collections.Immutable;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Submission.Gateway.Queue;
using Submission.Gateway.Tests.MtaSts;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.Reporting;
using Submission.Smtp.Client;
using Submission.Trust.Http;

namespace Submission.Gateway.Tests.TlsReporting;

/// <summary>Reports of TLS (RFC 8460): counted, kept, written and sent.</summary>
public sealed class TlsReportingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tlsrpt-");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TextDns _dns = new();
    private readonly StsAuthority _authority = new();
    private readonly List<NewMessage> _mails = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_ByMail_IsWhatTheRfcAsksFor()
    {
        _dns.Set("_smtp._tls.a.test", "v=TLSRPTv1; rua=mailto:tls@reports.test");
        TlsReportCollector collector = Collector();
        for (int i = 0; i < 3; i++) collector.Observe(Session(null));
        for (int i = 0; i < 2; i++) collector.Observe(Session(new TlsFailure(TlsFailureKind.CertificateExpired, "the certificate has expired")));
        _time.Advance(TimeSpan.FromHours(12));
        await Service(collector).StepAsync(Token);

        NewMessage mail = Assert.Single(_mails);
        Assert.Equal((true, MessageTls.Optional, "tls@reports.test"), (mail.Mail.ReversePath.IsNull, mail.Tls, mail.Recipients[0].ForwardPath.ToString()));
        Assert.True(mail.Body.TryGetMemory(out ReadOnlyMemory<byte> octets));
        using MimeMessage message = await MimeMessage.LoadAsync(new MemoryStream(octets.ToArray()), Token);
        Assert.Equal(("a.test", "mx.reporter.test", "No"), (message.Headers["TLS-Report-Domain"], message.Headers["TLS-Report-Submitter"], message.Headers["TLS-Required"]));
        MultipartReport report = Assert.IsType<MultipartReport>(message.Body);
        Assert.Equal("tlsrpt", report.ReportType);
        MimePart part = Assert.IsType<MimePart>(report[1]);
        Assert.Equal(("application/tlsrpt+gzip", "mx.reporter.test!a.test!1780272000!1780358399.json.gz"), (part.ContentType.MimeType, part.FileName));
        using MemoryStream compressed = new();
        await part.Content!.DecodeToAsync(compressed, Token);
        AssertReport(compressed.ToArray());
        Assert.Empty(Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public async Task Send_ByHttps_IsPosted()
    {
        byte[]? posted = null;
        await using StsHttpsServer server = await StsHttpsServer.StartAsync(_authority.Issue("collect.a.test"), async context =>
        {
            Assert.Equal(("POST", "application/tlsrpt+gzip"), (context.Request.Method, context.Request.ContentType));
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body);
            posted = body.ToArray();
        });
        _dns.Set("_smtp._tls.a.test", $"v=TLSRPTv1;rua=https://collect.a.test:{server.Port}/v1");
        TlsReportCollector collector = Collector();
        for (int i = 0; i < 3; i++) collector.Observe(Session(null));
        for (int i = 0; i < 2; i++) collector.Observe(Session(new TlsFailure(TlsFailureKind.CertificateExpired, "the certificate has expired")));
        _time.Advance(TimeSpan.FromHours(12));
        await Service(collector).StepAsync(Token);
        AssertReport(posted!);
    }

    [Fact]
    public async Task Send_ServerRefuses_IsRepeatedForADayAndThenGivenUp()
    {
        await using StsHttpsServer server = await StsHttpsServer.StartAsync(_authority.Issue("collect.a.test"), static context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        _dns.Set("_smtp._tls.a.test", $"v=TLSRPTv1;rua=https://collect.a.test:{server.Port}/v1,mailto:tls@reports.test");
        TlsReportCollector collector = Collector();
        collector.Observe(Session(null));
        _time.Advance(TimeSpan.FromHours(12));
        TlsReportingService service = Service(collector);
        for (int i = 0; i < 26 * 60; i++)
        {
            await service.StepAsync(Token);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(server.Requests, 5, 30);
        Assert.Single(_mails);
        Assert.Empty(collector.Due());
    }

    [Fact]
    public async Task Send_ServerNeverAnswers_IsLeftAfterAMinute()
    {
        await using StsHttpsServer server = await StsHttpsServer.StartAsync(_authority.Issue("collect.a.test"), static context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        _dns.Set("_smtp._tls.a.test", $"v=TLSRPTv1;rua=https://collect.a.test:{server.Port}/v1");
        TlsReportCollector collector = Collector();
        collector.Observe(Session(null));
        _time.Advance(TimeSpan.FromHours(12));
        Task step = Service(collector).StepAsync(Token);
        await Delivery.Rig.UntilAsync(() => server.Requests == 1);
        Assert.False(step.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(1));
        await step.WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Single(collector.Due());
    }

    [Fact]
    public async Task Send_RecordOfAThousandAddresses_GoesToTenOfThem()
    {
        _dns.Set("_smtp._tls.a.test", "v=TLSRPTv1;rua=" + string.Join(',', Enumerable.Range(0, 1000).Select(static i => $"mailto:tls{i}@reports.test")));
        TlsReportCollector collector = Collector();
        collector.Observe(Session(null));
        _time.Advance(TimeSpan.FromHours(12));
        await Service(collector).StepAsync(Token);
        Assert.Equal(10, _mails.Count);
    }

    [Fact]
    public async Task Send_DomainWantsNone_IsForgotten()
    {
        TlsReportCollector collector = Collector();
        collector.Observe(Session(null));
        _time.Advance(TimeSpan.FromHours(12));
        await Service(collector).StepAsync(Token);
        Assert.Empty(_mails);
        Assert.Empty(collector.Due());
    }

    [Fact]
    public async Task Open_AfterRestart_CountsGoOn()
    {
        _dns.Set("_smtp._tls.a.test", "v=TLSRPTv1; rua=mailto:tls@reports.test");
        TlsReportCollector first = Collector();
        for (int i = 0; i < 3; i++) first.Observe(Session(null));
        first.Flush();
        TlsReportCollector second = Collector();
        for (int i = 0; i < 2; i++) second.Observe(Session(new TlsFailure(TlsFailureKind.CertificateExpired, "the certificate has expired")));
        second.Flush();
        _time.Advance(TimeSpan.FromHours(12));
        TlsReportCollector third = Collector();
        PolicyCount policy = Assert.Single(third.Find(new DateOnly(2026, 6, 1), "a.test"));
        Assert.Equal((3, 2), (policy.Successful, policy.Failed));
        await File.WriteAllTextAsync(Assert.Single(Directory.GetFiles(_folder.FullName)), "{", Token);
        Assert.Empty(Collector().Due());
    }

    [Fact]
    public void Observe_MoreThanIsKept_StaysBounded()
    {
        TlsReportingOptions options = Options();
        options.MaximumDomains = 5;
        TlsReportCollector collector = new(options, _time, NullLogger.Instance);
        for (int i = 0; i < 1000; i++) collector.Observe(Session(new TlsFailure(TlsFailureKind.ValidationFailure, "reason " + i)) with { Destination = $"d{i % 10}.test" });
        _time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(5, collector.Due().Count);
        PolicyCount policy = Assert.Single(collector.Find(new DateOnly(2026, 6, 1), "d0.test"));
        Assert.True(policy.Failures.Count <= 100 && policy.Failures.Sum(static one => one.Count) == policy.Failed);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private static void AssertReport(byte[] compressed)
    {
        using GZipStream gzip = new(new MemoryStream(compressed), CompressionMode.Decompress);
        using JsonDocument document = JsonDocument.Parse(gzip);
        const string Expected = """
            {"organization-name":"Reporter, Inc.","date-range":{"start-datetime":"2026-06-01T00:00:00Z","end-datetime":"2026-06-01T23:59:59Z"},"contact-info":"tls@reporter.test","report-id":"2026-06-01T00:00:00Z_a.test@mx.reporter.test","policies":[{"policy":{"policy-type":"sts","policy-string":["version: STSv1","mode: testing","mx: *.a.test","max_age: 86400"],"policy-domain":"a.test","mx-host":["*.a.test"]},"summary":{"total-successful-session-count":3,"total-failure-session-count":2},"failure-details":[{"result-type":"certificate-expired","sending-mta-ip":"192.0.2.4","receiving-mx-hostname":"mx.a.test","receiving-ip":"192.0.2.5","failed-session-count":2,"failure-reason-code":"the certificate has expired"}]}]}
            """;
        using JsonDocument expected = JsonDocument.Parse(Expected);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, document.RootElement), document.RootElement.GetRawText());
    }

    private static TlsSession Session(TlsFailure? failure)
    {
        ImmutableArray<string> lines = ["version: STSv1", "mode: testing", "mx: *.a.test", "max_age: 86400"];
        TlsRequirement requirement = new(SmtpClientTls.WhenOffered, "test") { Policy = new TlsPolicyFacts(TlsPolicyKind.Sts, "a.test", lines, ["*.a.test"]) };
        return new TlsSession("a.test", "mx.a.test", requirement, new IPEndPoint(IPAddress.Parse("192.0.2.5"), 25), IPAddress.Parse("192.0.2.4"), failure);
    }

    private TlsReportingOptions Options() => new()
    {
        OrganizationName = "Reporter, Inc.",
        Contact = EmailAddress.Parse("tls@reporter.test"),
        Submitter = "mx.reporter.test",
        Directory = _folder.FullName,
    };

    private TlsReportCollector Collector() => new(Options(), _time, NullLogger.Instance);

    private TlsReportingService Service(TlsReportCollector collector)
    {
        PublicHttp http = new(_dns, _authority.Roots, allowPrivateAddresses: true, _time);
        TlsReportSender sender = new(Options(), _dns, AcceptAsync, http, _time, NullLogger.Instance);
        return new TlsReportingService(collector, sender, Options(), _time, NullLogger.Instance, static () => 0);
    }

    private ValueTask<QueueAdditionOutcome> AcceptAsync(NewMessage message, CancellationToken cancellationToken)
    {
        _mails.Add(message);
        return new(QueueAdditionOutcome.Stored);
    }
}
