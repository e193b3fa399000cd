using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.DnsUpdate;
using Submission.Gateway.Queue;
using Submission.Gateway.Signing;
using Submission.Gateway.Signing.Activation;
using Submission.Gateway.Tests.Queue;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Tests.Signing;

/// <summary>Row 19: signing begins by itself, with a real BIND for DNS.</summary>
public sealed class DkimDomainsTests : IDisposable
{
    private const string Ours = "@ NS ns1.hosting.example.";
    private static readonly Dictionary<string, string> Zones = new(StringComparer.Ordinal)
    {
        ["domena.example"] = Ours,
        ["alias.example"] = Ours,
        ["foreign.example"] = "@ NS ns1.hosting.example.\n@ NS ns.other.example.",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("dkim-").FullName;
    private readonly RecordingLog _log = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Domain_WithOurDns_GoesFromNothingToSigned_AndStopsWhenItsRecordVanishes()
    {
        await using NamedProcess server = await NamedProcess.StartAsync(Zones);
        DkimSigningOptions options = Options(server);
        var domains = new DkimDomains(options, TimeProvider.System, _log);
        DkimMessageSigner signer = Signer(domains, options);
        Assert.Empty(await SignAsync(signer, "domena.example"));
        await StepUntilAsync(domains, () => IsSigning(domains, "domena.example") && IsSigning(domains, "alias.example"));

        // The main domain and its alias have keys of their own.
        string signed = await SignAsync(signer, "domena.example");
        Assert.Equal(2, Count(signed, "d=domena.example;"));
        Assert.Equal(2, Count(await SignAsync(signer, "alias.example"), "d=alias.example;"));
        Assert.Empty(domains.Find("domena.example")!.Keys.Select(static key => key.Record).Intersect(domains.Find("alias.example")!.Keys.Select(static key => key.Record)));
        Assert.Empty(await SignAsync(signer, "domena.example", isSpam: true));
        Assert.Empty(await SignAsync(signer, "stranger.example", envelope: "stranger.example"));
        Assert.Equal(2, Count(await SignAsync(signer, "stranger.example", envelope: "domena.example"), "d=domena.example;"));

        // A restart changes nothing.
        domains = new DkimDomains(options, TimeProvider.System, _log);
        Assert.Equal(2, Count(await SignAsync(Signer(domains, options), "domena.example"), "d=domena.example;"));

        foreach (DkimKeyState key in domains.Find("domena.example")!.Keys)
            Assert.Null((await options.Publisher!.RemoveTextAsync("domena.example", $"{key.Selector}._domainkey.domena.example", key.Record, Cancelled)).Problem);
        await StepUntilAsync(domains, () => domains.KeysOf("domena.example").IsEmpty);
        Assert.Empty(await SignAsync(Signer(domains, options), "domena.example"));

        await domains.ActivateAsync("domena.example", Cancelled);
        await StepUntilAsync(domains, () => IsSigning(domains, "domena.example"));
        Assert.Contains(_log.Lines, static line => line.StartsWith("455 ", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, static line => line.StartsWith("456 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Domain_WithDnsElsewhere_WaitsForTheRecordByHand()
    {
        await using NamedProcess server = await NamedProcess.StartAsync(Zones);
        DkimSigningOptions options = Options(server);
        var domains = new DkimDomains(options, TimeProvider.System, _log);
        DkimDomainState state = await domains.ActivateAsync("foreign.example", Cancelled);
        Assert.Equal(DkimHome.Elsewhere, state.Home);
        Assert.All(state.Keys, static key => Assert.True(key is { Stage: DkimKeyStage.Waiting, IsPublished: false }));
        await domains.StepAsync(Cancelled);
        Assert.True(domains.KeysOf("foreign.example").IsEmpty);

        // By hand, and one of the two alone.
        DkimKeyState rsa = state.Keys[0];
        await options.Publisher!.AddTextAsync("foreign.example", $"{rsa.Selector}._domainkey.foreign.example", rsa.Record, TimeSpan.FromSeconds(1), Cancelled);
        await StepUntilAsync(domains, () => domains.KeysOf("foreign.example").Length == 1);
        Assert.Equal(rsa.Selector, domains.KeysOf("foreign.example")[0].Selector);
        // It is not the sender's, and so its keys sign nothing of his, whatever he calls himself.
        Assert.Equal("", await SignAsync(Signer(domains, options), "foreign.example"));
        Assert.Equal("", await SignAsync(Signer(domains, options), "other.example", envelope: "foreign.example"));
    }

    [Fact]
    public async Task Rotation_NewKeySignsWhenItIsSeen_OldRecordStays_ThenGoes()
    {
        await using NamedProcess server = await NamedProcess.StartAsync(Zones);
        DkimSigningOptions options = Options(server);
        var domains = new DkimDomains(options, TimeProvider.System, _log);
        await domains.ActivateAsync("domena.example", Cancelled);
        await StepUntilAsync(domains, () => IsSigning(domains, "domena.example"));
        string[] old = [.. domains.KeysOf("domena.example").Select(static key => key.Selector)];
        await domains.RotateAsync("domena.example", Cancelled);
        await StepUntilAsync(domains, () => !domains.KeysOf("domena.example").Any(key => old.Contains(key.Selector)) && IsSigning(domains, "domena.example"));
        Assert.True((await options.Records.GetTextAsync($"{old[0]}._domainkey.domena.example", Cancelled)).IsFound);

        // The same folder a while later: what has retired is over.
        domains = new DkimDomains(options with { KeepRetired = TimeSpan.Zero }, TimeProvider.System, _log);
        await StepUntilAsync(domains, () => domains.Find("domena.example")!.Keys.Length == 2);
        Assert.True((await options.Records.GetTextAsync($"{old[0]}._domainkey.domena.example", Cancelled)).IsAbsent);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder, "domena.example"), "*.key").Length);

        await domains.DeactivateAsync("domena.example", Cancelled);
        Assert.True(domains.KeysOf("domena.example").IsEmpty);
    }

    [Fact]
    public async Task Notice_IsSignedByTheGatewaysOwnDomain()
    {
        await using NamedProcess server = await NamedProcess.StartAsync(Zones);
        DkimSigningOptions options = Options(server) with { OwnDomain = "alias.example" };
        var domains = new DkimDomains(options, TimeProvider.System, _log);
        DkimMessageSigner signer = Signer(domains, options);
        NewMessage notice = QueueSamples.Message(["a@b.example"], sender: "", body: "From: MAILER-DAEMON@alias.example\r\n\r\nno\r\n"u8.ToArray(), account: null) with { Client = null };
        Assert.True((await signer.SignAsync(notice, Cancelled)).IsEmpty);
        await domains.ActivateAsync("alias.example", Cancelled);
        await StepUntilAsync(domains, () => IsSigning(domains, "alias.example"));
        Assert.Contains("d=alias.example;", Encoding.ASCII.GetString((await signer.SignAsync(notice, Cancelled)).Span), StringComparison.Ordinal);
        // The same from a client that has not logged in is none of ours.
        Assert.True((await signer.SignAsync(notice with { Client = System.Net.IPAddress.Loopback }, Cancelled)).IsEmpty);
    }

    [Fact]
    public async Task ReportOfTls_IsSignedByTheDomainOfItsMailboxWhereThatHasKeys()
    {
        await using NamedProcess server = await NamedProcess.StartAsync(Zones);
        DkimSigningOptions options = Options(server) with { OwnDomain = "alias.example", ReportDomain = "domena.example" };
        var domains = new DkimDomains(options, TimeProvider.System, _log);
        DkimMessageSigner signer = Signer(domains, options);
        NewMessage Report(string fields) => QueueSamples.Message(["a@b.example"], sender: "", body: Encoding.ASCII.GetBytes($"From: Tls <tls@domena.example>\r\n{fields}\r\nx\r\n"), account: null) with { Client = null };
        async Task<string> SignedAsync(NewMessage message) => Encoding.ASCII.GetString((await signer.SignAsync(message, Cancelled)).Span);
        await domains.ActivateAsync("alias.example", Cancelled);
        await StepUntilAsync(domains, () => IsSigning(domains, "alias.example"));
        Assert.Contains("d=alias.example;", await SignedAsync(Report("TLS-Report-Domain: c.example\r\n")), StringComparison.Ordinal);
        await domains.ActivateAsync("domena.example", Cancelled);
        await StepUntilAsync(domains, () => IsSigning(domains, "domena.example"));
        Assert.Contains("d=domena.example;", await SignedAsync(Report("TLS-Report-Domain: c.example\r\n")), StringComparison.Ordinal);
        Assert.Contains("d=alias.example;", await SignedAsync(Report("")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("To: a@b.example\r\n\r\nx\r\n", "no-author")]
    [InlineData("From: jan@domena.example\r\nFrom: eva@domena.example\r\n\r\nx\r\n", "several-authors")]
    public async Task Message_ThatIsNoMail_IsNotSigned(string text, string reason)
    {
        DkimSigningOptions options = new() { KeyDirectory = _folder, Records = new DnsRecordResolver() };
        DkimMessageSigner signer = Signer(new DkimDomains(options, TimeProvider.System, NullLogger.Instance), options);
        NewMessage message = QueueSamples.Message(["a@b.example"], sender: "jan@domena.example", account: "jan@domena.example", body: Encoding.ASCII.GetBytes(text));
        Assert.True((await signer.SignAsync(message, Cancelled)).IsEmpty);
        Assert.Contains(_log.Lines, line => line.Contains($"not signed: {reason}", StringComparison.Ordinal));
    }

    private static bool IsSigning(DkimDomains domains, string domain) => domains.KeysOf(domain).Length == 2;

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static async Task StepUntilAsync(DkimDomains domains, Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition()) await domains.StepAsync(limit.Token);
    }

    private static async Task<string> SignAsync(DkimMessageSigner signer, string author, string? envelope = null, bool isSpam = false)
    {
        NewMessage message = QueueSamples.Message(
            ["eva@friend.example"], sender: $"jan@{envelope ?? author}", account: "jan@domena.example", body: Encoding.ASCII.GetBytes($"From: Jan <jan@{author}>\r\n\r\nHello\r\n")) with
        { IsSpam = isSpam };
        return Encoding.ASCII.GetString((await signer.SignAsync(message, Cancelled)).Span);
    }

    private DkimMessageSigner Signer(DkimDomains domains, DkimSigningOptions options) => new(domains, new OneCustomer(), options, TimeProvider.System, _log);

    private DkimSigningOptions Options(NamedProcess server)
    {
        Assert.True(TsigKey.TryParse(server.KeyText, out TsigKey? key, out _));
        return new DkimSigningOptions
        {
            KeyDirectory = _folder,
            Records = new DnsRecordResolver(new DnsLookupOptions
            {
                Servers = [server.EndPoint],
                MinimumTtl = TimeSpan.Zero,
                MaximumTtl = TimeSpan.Zero,
                MaximumNegativeTtl = TimeSpan.Zero,
                UnavailableTtl = TimeSpan.Zero,
            }),
            Publisher = new DnsUpdatePublisher(new DnsUpdateOptions { Server = server.EndPoint, Key = key }),
            NameServers = ["NS1.hosting.example."],
            PollInterval = TimeSpan.FromMilliseconds(50),
            CheckInterval = TimeSpan.FromMilliseconds(100),
            RecordTtl = TimeSpan.FromSeconds(1),
        };
    }

    private sealed class OneCustomer : ISenderDomains
    {
        public ValueTask<LookupResult<ImmutableArray<string>>> FindAsync(string account, CancellationToken cancellationToken) =>
            new(LookupResult<ImmutableArray<string>>.Found(["domena.example", "alias.example"]));
    }
}
