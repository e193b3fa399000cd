using Submission.Trust.Advice;
using Submission.Trust.Tests.Spf;

namespace Submission.Trust.Tests.Advice;

/// <summary>Row 18: what is wrong with an SPF record, and the record to publish.</summary>
public sealed class SpfAdviceTests
{
    private const string Spf = "firma.example. IN TXT ";

    [Fact]
    public async Task Advise_EverythingRight_FindsNothing()
    {
        DomainAdvice advice = await AdviceCase.AdviseAsync(AdviceCase.Zone());
        Assert.Empty(AdviceCase.Lines(advice));
        Assert.Equal(AdviceVerdict.Fine, advice.Verdict);
        Assert.Equal(2, advice.SpfLookups);
        Assert.Equal(6, advice.Published.Length);
    }

    [Theory]
    [InlineData("v=spf1 mx -all", "Error spf-include-missing", "v=spf1 mx include:_spf.host.example -all")]
    [InlineData("v=spf1 mx -include:_spf.host.example -all", "Error spf-include-missing", "v=spf1 mx -include:_spf.host.example include:_spf.host.example -all")]
    [InlineData("v=spf1 mx include:_spf.host.example +all", "Error spf-pass-all", "v=spf1 mx include:_spf.host.example ~all")]
    [InlineData("v=spf1 ip4:0.0.0.0/0 include:_spf.host.example -all", "Error spf-pass-all", "v=spf1 include:_spf.host.example -all")]
    [InlineData("v=spf1 mx include:_spf.host.example ?all", "Warning spf-neutral-all", "v=spf1 mx include:_spf.host.example ~all")]
    [InlineData("v=spf1 mx include:_spf.host.example", "Warning spf-no-all", "v=spf1 mx include:_spf.host.example ~all")]
    [InlineData("v=spf1 ptr include:_spf.host.example -all", "Warning spf-ptr", "v=spf1 include:_spf.host.example -all")]
    [InlineData("v=spf1 a include:_spf.host.example -all", "Warning spf-void-lookups", "v=spf1 include:_spf.host.example -all")]
    [InlineData("v=spf1 mx ipv4:192.0.2.9 include:_spf.host.example -all", "Error spf-syntax", "v=spf1 mx include:_spf.host.example -all")]
    [InlineData("v=spf1 include:nowhere.example include:_spf.host.example -all", "Error spf-include-empty", "v=spf1 include:_spf.host.example -all")]
    [InlineData("v=spf1 include:firma.example include:_spf.host.example -all", "Error spf-loop", "v=spf1 include:_spf.host.example -all")]
    [InlineData("v=spf1 include:_spf.host.example -all redirect=_spf.host.example", "Warning spf-redirect-unused", "v=spf1 include:_spf.host.example -all")]
    public async Task Advise_OneThingWrong_ShowsTheRecord(string record, string finding, string mended) =>
        Assert.Equal([$"{finding} | {Spf}\"{mended}\""], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(record))));

    [Fact]
    public async Task Advise_NoRecord_ShowsOneThatIncludesUs() => Assert.Equal(
        [$"Error spf-missing | {Spf}\"v=spf1 include:_spf.host.example ~all\""], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone(spf: null))));

    [Fact]
    public async Task Advise_SeveralRecords_ShowsOneOfBoth() => Assert.Equal(
        [$"Error spf-several | {Spf}\"v=spf1 mx ip4:192.0.2.9 include:_spf.host.example -all\""],
        AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone("v=spf1 mx ~all").Text(AdviceCase.Domain, "v=spf1 mx ip4:192.0.2.9 -all"))));

    [Fact]
    public async Task Advise_IncludeBehindAll_CountsAsMissing() => Assert.Equal(
        [
            $"Error spf-after-all | {Spf}\"v=spf1 mx include:_spf.host.example -all\"",
            $"Error spf-include-missing | {Spf}\"v=spf1 mx include:_spf.host.example -all\"",
        ],
        AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone("v=spf1 mx -all include:_spf.host.example"))));

    [Fact]
    public async Task Advise_IncludedByAnother_IsIncluded() => Assert.Empty(
        AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone("v=spf1 redirect=_all.firma.example").Text("_all.firma.example", "v=spf1 include:_spf.host.example -all"))));

    [Fact]
    public async Task Advise_SyntaxError_SaysWhereAndWhat()
    {
        AdviceFinding finding = Assert.Single((await AdviceCase.AdviseAsync(AdviceCase.Zone("v=spf1 mx ip4:192.0.2.300 include:_spf.host.example -all"))).Findings);
        Assert.Equal("This is no IPv4 address: 'ip4:192.0.2.300' at position 14 of the SPF record of firma.example.", finding.Text);
        Assert.Equal("Receivers treat a record with an error as none at all, or refuse the mail (RFC 7208, section 4.6).", finding.Why);
    }

    [Fact]
    public async Task Advise_TooManyLookups_SaysWhatCostsThemAndWritesOwnHostsByAddress()
    {
        FakeZone zone = AdviceCase.Zone("v=spf1 a:www.firma.example mx include:big.example include:_spf.host.example -all")
            .Address("www.firma.example", "192.0.2.7", "2001:db8::7")
            .Text("big.example", "v=spf1 a:h1.big.example a:h2.big.example a:h3.big.example a:h4.big.example include:more.big.example -all")
            .Text("more.big.example", "v=spf1 a:h5.big.example a:h6.big.example -all");
        for (int i = 1; i <= 6; i++) zone.Address($"h{i}.big.example", "198.51.100.1");
        DomainAdvice advice = await AdviceCase.AdviseAsync(zone);
        AdviceFinding finding = Assert.Single(advice.Findings);
        Assert.Equal(11, advice.SpfLookups);
        Assert.Equal("spf-too-many-lookups", finding.Code);
        Assert.Equal(
            "The SPF record of firma.example asks DNS 11 times, and 10 is the most: include:big.example 8 (include:more.big.example 3 (a:h5.big.example 1, a:h6.big.example 1), "
                + "a:h1.big.example 1, a:h2.big.example 1, a:h3.big.example 1, a:h4.big.example 1), include:_spf.host.example 1, a:www.firma.example 1, mx 1.",
            finding.Text);
        Assert.Equal(
            $"{Spf}\"v=spf1 ip4:192.0.2.7 ip6:2001:db8::7 ip4:192.0.2.1 include:big.example include:_spf.host.example -all\"", Assert.Single(finding.Publish).ToString());
    }

    [Fact]
    public async Task Advise_TooManyLookupsElsewhere_HasNoRecordForIt()
    {
        FakeZone zone = AdviceCase.Zone("v=spf1 include:big.example include:_spf.host.example -all").Text("big.example", "v=spf1 " + string.Concat(Enumerable.Repeat("exists:%{i}.big.example ", 12)) + "-all");
        Assert.Equal(["Error spf-too-many-lookups"], AdviceCase.Lines(await AdviceCase.AdviseAsync(zone)));
    }

    [Fact]
    public async Task Advise_NoRoomForTheInclude_SaysSo()
    {
        FakeZone zone = AdviceCase.Zone("v=spf1 " + string.Concat(Enumerable.Repeat("exists:%{i}.firma.example ", 1)) + string.Concat(Enumerable.Range(0, 9).Select(static i => $"exists:%{{i}}.{i}.firma.example ")) + "-all");
        Assert.Equal(["Error spf-include-missing", "Error spf-no-room"], AdviceCase.Lines(await AdviceCase.AdviseAsync(zone)));
    }

    [Fact]
    public async Task Advise_ThreeVoidLookups_IsAnError() => Assert.Equal(
        [$"Error spf-void-lookups | {Spf}\"v=spf1 include:_spf.host.example -all\""],
        AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone("v=spf1 a:x.firma.example mx:y.firma.example exists:z.firma.example include:_spf.host.example -all"))));

    [Fact]
    public async Task Advise_DnsDoesNotAnswer_IsUnknown()
    {
        DomainAdvice advice = await AdviceCase.AdviseAsync(AdviceCase.Zone(spf: null).Fail(AdviceCase.Domain, "TXT"));
        Assert.Equal(["Unknown spf-unknown"], AdviceCase.Lines(advice));
        Assert.Equal(AdviceVerdict.Unknown, advice.Verdict);
    }

    [Fact]
    public async Task Advise_IncludeDoesNotAnswer_IsUnknown() => Assert.Equal(
        ["Unknown spf-include-unknown"],
        AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone("v=spf1 include:slow.example include:_spf.host.example -all").Fail("slow.example"))));

    [Theory]
    [InlineData("v=spf1 ip4:192.0.2.0/33 -all", "Error spf-include-broken")]
    [InlineData("v=spf1 +all", "Error spf-include-pass-all")]
    public async Task Advise_IncludedRecordIsWrong_IsToldWithoutARecord(string included, string finding) => Assert.Equal(
        [finding], AdviceCase.Lines(await AdviceCase.AdviseAsync(AdviceCase.Zone("v=spf1 include:other.example include:_spf.host.example -all").Text("other.example", included))));
}
