using Submission.Trust.Advice;
using Submission.Trust.MtaSts;
using Submission.Trust.Tests.Spf;

namespace Submission.Trust.Tests.Advice;

/// <summary>What is wrong with MX, DKIM, DMARC, MTA-STS and TLS reporting, and the record to publish.</summary>
public sealed class RecordAdviceTests
{
    private const string Dmarc = "_dmarc.firma.example. IN TXT ";
    private static readonly string KeyLine = Line("s1._domainkey.firma.example", AdviceCase.Key);

    [Fact]
    public async Task Advise_KeyMissing_ShowsIt() => Assert.Equal([$"Error dkim-missing | {KeyLine}"], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(key: null))));

    [Fact]
    public async Task Advise_KeyOfAnother_ShowsOurs() =>
        Assert.Equal([$"Error dkim-mismatch | {KeyLine}"], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(key: AdviceCase.Rsa(2048)))));

    [Theory]
    [InlineData("v=DKIM1; p=", "Error dkim-revoked")]
    [InlineData("v=DKIM1; k=rsa", "Error dkim-syntax")]
    [InlineData("v=DKIM1; k=rsa; p=!!", "Error dkim-syntax")]
    [InlineData("v=DKIM1; k=rsa; p=AAAA", "Error dkim-syntax")]
    [InlineData("v=DKIM1; k=ed25519; p=AAAA", "Error dkim-syntax")]
    [InlineData("v=DKIM2; p=AAAA", "Error dkim-syntax")]
    [InlineData("v=DKIM1; s=tlsrpt; p=", "Error dkim-syntax")]
    [InlineData("Hello", "Error dkim-syntax")]
    public async Task Advise_KeyUseless_ShowsOurs(string record, string finding) =>
        Assert.Equal([$"{finding} | {KeyLine}"], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(key: record))));

    [Theory]
    [InlineData(1024, "Warning dkim-weak")]
    [InlineData(512, "Error dkim-weak")]
    public async Task Advise_KeyWeak_SaysSo(int bits, string finding) => Assert.Equal(
        [finding],
        AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(key: AdviceCase.Rsa(bits)), AdviceCase.Options with { Selectors = [new AdviceSelector("s1")] })));

    [Fact]
    public async Task Advise_KeyOnlyTested_ShowsItWithoutTheFlag() => Assert.Equal(
        [$"Hint dkim-testing | {KeyLine}"], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(key: AdviceCase.Key.Replace("k=rsa", "t=y; k=rsa", StringComparison.Ordinal)))));

    [Theory]
    [InlineData("v=DMARC1; p=none; rua=mailto:d@firma.example", "Warning dmarc-none", "v=DMARC1; p=quarantine; rua=mailto:d@firma.example")]
    [InlineData("v=DMARC1; p=reject; sp=none; rua=mailto:d@firma.example", "Warning dmarc-subdomains", "v=DMARC1; p=reject; rua=mailto:d@firma.example")]
    [InlineData("v=DMARC1; p=reject; pct=20; rua=mailto:d@firma.example", "Hint dmarc-partial", "v=DMARC1; p=reject; rua=mailto:d@firma.example")]
    [InlineData("v=DMARC1; p=reject", "Hint dmarc-no-reports", "v=DMARC1; p=reject; rua=mailto:postmaster@firma.example")]
    [InlineData("v=DMARC1; p=reject; rua=d@firma.example", "Error dmarc-bad-rua", "v=DMARC1; p=reject; rua=mailto:postmaster@firma.example")]
    [InlineData("v=DMARC1; p=block; rua=mailto:d@firma.example", "Error dmarc-syntax", "v=DMARC1; p=none; rua=mailto:d@firma.example")]
    [InlineData("v=DMARC1; p=reject; adkim=x; rua=mailto:d@firma.example", "Error dmarc-syntax", "v=DMARC1; p=reject; rua=mailto:d@firma.example")]
    public async Task Advise_DmarcWrong_ShowsTheRecord(string record, string finding, string mended) =>
        Assert.Equal([$"{finding} | {Dmarc}\"{mended}\""], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(dmarc: record))));

    [Fact]
    public async Task Advise_DmarcMissing_ShowsOneToBeginWith() => Assert.Equal(
        [$"Warning dmarc-missing | {Dmarc}\"v=DMARC1; p=none; rua=mailto:postmaster@firma.example\""], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(dmarc: null))));

    [Fact]
    public async Task Advise_DmarcOfTheParent_HoldsForTheDomain() =>
        Assert.Empty(AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(dmarc: null).Text("_dmarc.example", "v=DMARC1; p=reject; rua=mailto:d@example"))));

    [Fact]
    public async Task Advise_DmarcStrict_IsAHint() =>
        Assert.Equal(["Hint dmarc-strict"], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(dmarc: "v=DMARC1; p=reject; adkim=s; rua=mailto:d@firma.example"))));

    [Fact]
    public async Task Advise_DmarcTwice_ShowsOne() => Assert.Equal(
        [$"Error dmarc-several | {Dmarc}\"v=DMARC1; p=reject; rua=mailto:d@firma.example\""],
        AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(dmarc: "v=DMARC1; p=reject; rua=mailto:d@firma.example").Text("_dmarc.firma.example", "v=DMARC1; p=none"))));

    [Fact]
    public async Task Advise_ReportsToAStranger_ShowsTheStrangersRecord() => Assert.Equal(
        ["Warning dmarc-rua-not-allowed | firma.example._report._dmarc.reports.example. IN TXT \"v=DMARC1\""],
        AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(dmarc: "v=DMARC1; p=reject; rua=mailto:d@reports.example"))));

    [Fact]
    public async Task Advise_ReportsToAStrangerWhoTakesThem_IsFine() => Assert.Empty(AdviceCase.Lines(await AdviceCase.AdviseAsync(
        AdviceCase.Zone(dmarc: "v=DMARC1; p=reject; rua=mailto:d@reports.example!10m").Text("firma.example._report._dmarc.reports.example", "v=DMARC1"))));

    [Fact]
    public async Task Advise_StsMissing_ShowsARecord() => Assert.Equal(
        ["Hint mta-sts-missing | _mta-sts.firma.example. IN TXT \"v=STSv1; id=20260102030405;\""], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(sts: null))));

    [Theory]
    [InlineData(null, "Error mta-sts-unreachable")]
    [InlineData("hello", "Error mta-sts-policy")]
    [InlineData("version: STSv1\nmode: enforce\nmx: *.other.example\nmax_age: 604800\n", "Error mta-sts-mx-not-covered")]
    [InlineData("version: STSv1\nmode: testing\nmx: *.firma.example\nmax_age: 604800\n", "Hint mta-sts-testing")]
    [InlineData("version: STSv1\nmode: enforce\nmx: *.firma.example\nmax_age: 60\n", "Warning mta-sts-short")]
    [InlineData("version: STSv1\nmode: none\nmax_age: 60\n", "Hint mta-sts-none")]
    public async Task Advise_StsPolicyWrong_SaysSo(string? policy, string finding) =>
        Assert.Equal([finding], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(), policy: policy)));

    [Fact]
    public async Task Advise_StsPolicyChangedWithoutItsId_ShowsANewId()
    {
        Assert.True(StsPolicy.TryParse("version: STSv1\nmode: none\nmax_age: 1\n"u8, out StsPolicy? before, out _));
        Assert.Equal(
            ["Warning mta-sts-id-unchanged | _mta-sts.firma.example. IN TXT \"v=STSv1; id=20260102030405;\""],
            AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(), AdviceCase.Options with { KnownMtaSts = new KnownMtaSts("1", before) })));
    }

    [Fact]
    public async Task Advise_StsIdUnreadable_ShowsANewId() => Assert.Equal(
        ["Error mta-sts-syntax | _mta-sts.firma.example. IN TXT \"v=STSv1; id=20260102030405;\""], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(sts: "v=STSv1; id=2026-01-01"))));

    [Theory]
    [InlineData(null, "Hint tls-rpt-missing")]
    [InlineData("v=TLSRPTv1; rua=tls@firma.example", "Warning tls-rpt-bad-rua")]
    public async Task Advise_TlsReportsWrong_ShowsTheRecord(string? record, string finding) => Assert.Equal(
        [$"{finding} | _smtp._tls.firma.example. IN TXT \"v=TLSRPTv1; rua=mailto:postmaster@firma.example\""], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(reporting: record))));

    [Fact]
    public async Task Advise_NoExchangerAndNoAddress_IsAnError() =>
        Assert.Equal(["Error mx-missing"], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone("v=spf1 include:_spf.host.example -all", hasExchanger: false))));

    [Fact]
    public async Task Advise_OnlyAnAddress_ShowsTheExchanger() => Assert.Equal(
        ["Hint mx-implicit | firma.example. IN MX 10 firma.example.", "Error mta-sts-mx-not-covered"],
        AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone("v=spf1 a include:_spf.host.example -all", hasExchanger: false).Address(AdviceCase.Domain, "192.0.2.2"))));

    [Fact]
    public async Task Advise_NullMx_AsksForNoMore()
    {
        FakeZone zone = new FakeZone().Exchanger(AdviceCase.Domain, "", 0);
        Assert.Equal(
            [
                "Hint mx-null",
                "Warning spf-missing | firma.example. IN TXT \"v=spf1 -all\"",
                $"Warning dmarc-missing | {Dmarc}\"v=DMARC1; p=none; rua=mailto:reports@host.example\"",
            ],
            AdviceCase.Lines(await AdviceCase.AdviseAsync(zone, new AdviceOptions { ReportAddress = "reports@host.example" })));
    }

    [Fact]
    public async Task Advise_NullMxAmongOthers_ShowsTheOthers() => Assert.Equal(
        ["Error mx-null-among-others | firma.example. IN MX 10 mx.firma.example."], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone().Exchanger(AdviceCase.Domain, "", 0))));

    [Fact]
    public async Task Advise_ExchangerIsAnAlias_ShowsWhereItLeads()
    {
        FakeZone zone = AdviceCase.Zone("v=spf1 include:_spf.host.example -all", hasExchanger: false).Exchanger(AdviceCase.Domain, "mail.firma.example", 5).Add("mail.firma.example", "CNAME", "mx.firma.example");
        Assert.Equal(
            ["Warning mx-alias | firma.example. IN MX 5 mx.firma.example."],
            AdviceCase.Lines(await AdviceCase.AdviseAsync(zone, policy: AdviceCase.Policy.Replace("mx.firma", "mail.firma", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("gone.firma.example", "Error mx-no-address")]
    [InlineData("192.0.2.1", "Error mx-is-address")]
    public async Task Advise_ExchangerLeadsNowhere_IsAnError(string host, string finding) =>
        Assert.Equal([finding], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone().Exchanger(AdviceCase.Domain, host, 20))));

    private static string Line(string name, string text) => $"{name}. IN TXT \"{text[..255]}\" \"{text[255..]}\"";
}
