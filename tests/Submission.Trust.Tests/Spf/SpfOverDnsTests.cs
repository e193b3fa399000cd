using System.Net;
using Submission.Policy;
using Submission.Policy.Lookups;
using Submission.Trust.Advice;
using Submission.Trust.Spf;

namespace Submission.Trust.Tests.Spf;

/// <summary>SPF and advice by a real name server, and by one that lies, is slow, or is gone.</summary>
public sealed class SpfOverDnsTests : IAsyncLifetime
{
    private const string Zone = """
        $ORIGIN firma.example.
        $TTL 60
        @ IN SOA ns.firma.example. root.firma.example. 1 3600 600 86400 60
        @ IN NS ns
        ns IN A 127.0.0.1
        @ IN MX 10 mx
        mx IN A 192.0.2.1
        mx IN AAAA 2001:db8::1
        @ IN TXT "v=spf1 mx inc" "lude:_spf.firma.example exists:%{ir}.list.firma.example -all exp=why.firma.example"
        @ IN TXT "something else"
        _spf IN TXT "v=spf1 ip4:198.51.100.0/24 -all"
        7.113.0.203.list IN A 127.0.0.2
        why IN TXT "%{i} may not send for %{d}"
        alias IN CNAME firma.example.
        """;

    private NsdProcess _server = null!;

    public async ValueTask InitializeAsync() => _server = await NsdProcess.StartAsync(new Dictionary<string, string?> { ["firma.example"] = Zone, ["example"] = "$ORIGIN example.\n@ 60 IN SOA ns.example. root.example. 1 3600 600 86400 60\n@ 60 IN NS ns\nns 60 IN A 127.0.0.1\nfirma 60 IN NS ns\n", ["broken.example"] = null });

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("192.0.2.1", SpfOutcome.Pass, "mx")]
    [InlineData("2001:db8::1", SpfOutcome.Pass, "mx")]
    [InlineData("198.51.100.9", SpfOutcome.Pass, "include:_spf.firma.example")]
    [InlineData("203.0.113.7", SpfOutcome.Pass, "exists:%{ir}.list.firma.example")]
    [InlineData("203.0.113.8", SpfOutcome.Fail, "-all")]
    public async Task Check_ByARealServer_ComesToItsResult(string client, SpfOutcome outcome, string term)
    {
        SpfResult result = await CheckAsync(_server.EndPoint, client, "jan@firma.example");
        Assert.Equal((outcome, term), (result.Outcome, result.Term));
        Assert.Equal(outcome == SpfOutcome.Fail ? "203.0.113.8 may not send for firma.example" : null, result.Explanation);
    }

    [Fact]
    public async Task Check_AliasOfTheDomain_UsesTheRecordOfWhereItLeads() =>
        Assert.Equal(SpfOutcome.Pass, (await CheckAsync(_server.EndPoint, "198.51.100.9", "jan@alias.firma.example")).Outcome);

    [Fact]
    public async Task Check_ServerFailure_IsATemporaryError() => Assert.Equal(SpfOutcome.TemporaryError, (await CheckAsync(_server.EndPoint, "192.0.2.1", "jan@broken.example")).Outcome);

    [Fact]
    public async Task Check_NameDoesNotExist_IsNone() => Assert.Equal(SpfOutcome.None, (await CheckAsync(_server.EndPoint, "192.0.2.1", "jan@gone.firma.example")).Outcome);

    [Fact]
    public async Task Advise_ByARealServer_ShowsTheRecords()
    {
        DomainAdvice advice = await AdviseAsync(_server.EndPoint);
        Assert.Equal(["firma.example. IN MX 10 mx.firma.example.", "firma.example. IN TXT \"v=spf1 mx include:_spf.firma.example exists:%{ir}.list.firma.example -all exp=why.firma.example\""], advice.Published.Select(static it => it.Record.ToString()));
        Assert.Equal(["dmarc-missing", "mta-sts-missing", "tls-rpt-missing"], advice.Findings.Select(static it => it.Code));
    }

    [Fact]
    public async Task Advise_ServerLies_FindsNothingToBelieve()
    {
        await using DnsRelay relay = new(_server.EndPoint) { Alter = static answer => Cut(answer) };
        DomainAdvice advice = await AdviseAsync(relay.EndPoint);
        Assert.Equal(AdviceVerdict.Unknown, advice.Verdict);
        Assert.Empty(advice.Published);
    }

    [Fact]
    public async Task Advise_ServerFailsForOneName_TellsWhatIsUnknown()
    {
        await using DnsRelay relay = new(_server.EndPoint) { Answer = static (question, query) => question.StartsWith("_dmarc.", StringComparison.Ordinal) ? DnsRelay.ServFail(query) : null };
        Assert.Equal(["dmarc-unknown", "mta-sts-missing", "tls-rpt-missing"], (await AdviseAsync(relay.EndPoint)).Findings.Select(static it => it.Code));
    }

    [Fact]
    public async Task Advise_ServerIsSilent_IsUnknown()
    {
        await using DnsRelay relay = new(_server.EndPoint) { Answer = static (_, _) => [] };
        Assert.Equal(AdviceVerdict.Unknown, (await AdviseAsync(relay.EndPoint)).Verdict);
    }

    // Counts more records than it holds.
    private static byte[] Cut(byte[] answer)
    {
        answer[7] = 200;
        return answer[..Math.Min(answer.Length, 20)];
    }

    private static async Task<SpfResult> CheckAsync(IPEndPoint server, string client, string sender) =>
        await new SpfEvaluator(Resolver(server)).CheckAsync(new SpfQuery(IPAddress.Parse(client), "helo.example", sender), TestContext.Current.CancellationToken);

    private static Task<DomainAdvice> AdviseAsync(IPEndPoint server) =>
        new DomainAdvisor(Resolver(server)).AdviseAsync(DomainName.Parse("firma.example"), new AdviceOptions { Include = "_spf.firma.example" }, TestContext.Current.CancellationToken);

    private static DnsRecordResolver Resolver(IPEndPoint server) =>
        new(new DnsLookupOptions { Servers = [server], QueryTimeout = TimeSpan.FromSeconds(2), Retries = 1, Budget = TimeSpan.FromSeconds(5) });
}
