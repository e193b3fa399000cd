using System.Net;
using CsCheck;
using Submission.Policy;
using Submission.Trust.Advice;
using Submission.Trust.Spf;
using Submission.Trust.Tests.Spf;

namespace Submission.Trust.Tests.Advice;

/// <summary>Whatever a domain publishes, a check and advice end within their bounds.</summary>
public sealed class HostileRecordTests
{
    private const string Domain = AdviceCase.Domain;
    private static readonly Gen<string> Term = Gen.OneOf(
        Words("a", "mx", "ptr", "all", "-all", "~all", "include:firma.example", "redirect=firma.example", "exists:%{p}.%{s}.firma.example", "exp=%{p}.firma.example", "a:%{l255r+-}.x", "ip4:1.2.3.4/0"),
        Gen.Char[' ', '~'].Array[0, 40].Select(static chars => new string(chars)),
        Gen.Char.Array[0, 20].Select(static chars => new string(chars)),
        Words("%", "%{", "%{z}", "%{d999999999999999999}", "ip6:::", "a//", "a/99999999999", "include:", "exp=", "v=spf1"));

    private static Gen<string> Words(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    [Fact]
    public async Task Check_AnyRecord_StaysWithinItsBounds() => await Term.Array[0, 40].SampleAsync(
        async terms =>
        {
            FakeZone zone = new FakeZone().Text(Domain, "v=spf1 " + string.Join(' ', terms));
            SpfResult result = await new SpfEvaluator(zone).CheckAsync(new SpfQuery(IPAddress.Parse("192.0.2.1"), "helo.example", "x@" + Domain), CancellationToken.None);
            Assert.InRange(result.Lookups, 0, 11);
            Assert.InRange(result.VoidLookups, 0, 3);
            Assert.InRange(zone.Questions.Count, 1, 250);
        },
        iter: 3000);

    [Fact]
    public async Task Advise_AnyRecords_StaysWithinItsBounds() => await Gen.Select(Term.Array[0, 40], Gen.Char.Array[0, 200], Gen.Char[' ', '~'].Array[0, 200]).SampleAsync(
        async it =>
        {
            (string[] terms, char[] dmarc, char[] key) = it;
            FakeZone zone = AdviceCase.Zone("v=spf1 " + string.Join(' ', terms), "v=DKIM1; " + new string(key), "v=DMARC1; " + new string(dmarc), "v=STSv1; " + new string(dmarc));
            DomainAdvice advice = await new DomainAdvisor(zone).AdviseAsync(DomainName.Parse(Domain), AdviceCase.Options, CancellationToken.None);
            Assert.InRange(zone.Questions.Count, 1, 300);
            Assert.All(advice.Findings, static finding => Assert.InRange(finding.Text.Length, 1, 2000));
            // What is proposed is right by our own measure.
            foreach (ZoneRecord record in advice.Findings.Where(static finding => finding.Topic == AdviceTopic.Spf).SelectMany(static finding => finding.Publish))
                Assert.Empty(SpfRecordReader.Read(string.Concat(record.Value.Split('"').Where(static (_, i) => i % 2 == 1)).Replace("\\", "", StringComparison.Ordinal)).Errors);
        },
        iter: 1000);

    [Theory]
    [InlineData("include:firma.example ")]
    [InlineData("a:%{d}.%{d}.%{d}.firma.example ")]
    [InlineData("ip4:192.0.2.77 ")]
    [InlineData("%%%%%%%%%%")]
    [InlineData("exists:%{s}%{s}%{s}%{s}%{s}%{s}%{s}.example ")]
    public async Task Check_RecordOf64Kilobytes_StaysWithinItsBounds(string piece)
    {
        FakeZone zone = AdviceCase.Zone("v=spf1 " + string.Concat(Enumerable.Repeat(piece, 65_000 / piece.Length)));
        SpfResult result = await new SpfEvaluator(zone).CheckAsync(new SpfQuery(IPAddress.Parse("198.51.100.1"), "helo.example", "x@" + Domain), TestContext.Current.CancellationToken);
        Assert.InRange(result.Lookups, 0, 11);
        DomainAdvice advice = await AdviceCase.AdviseAsync(zone);
        Assert.Equal(AdviceVerdict.Wrong, advice.Verdict);
        Assert.InRange(zone.Questions.Count, 1, 320);
    }

    [Fact]
    public async Task Check_IncludesWithoutEnd_StopsAtTheEleventh()
    {
        FakeZone zone = new() { Invent = static (name, type) => type == "TXT" ? $"v=spf1 include:x.{name[..Math.Min(name.Length, 100)].TrimEnd('.')} -all" : null };
        SpfResult result = await new SpfEvaluator(zone).CheckAsync(new SpfQuery(IPAddress.Loopback, "h.example", "x@" + Domain), TestContext.Current.CancellationToken);
        Assert.Equal((SpfOutcome.PermanentError, 11), (result.Outcome, result.Lookups));
        DomainAdvice advice = await new DomainAdvisor(zone).AdviseAsync(DomainName.Parse(Domain), new AdviceOptions(), TestContext.Current.CancellationToken);
        Assert.Contains(advice.Findings, static finding => finding.Code == "spf-too-many-lookups" && finding.Text.Contains("more than", StringComparison.Ordinal));
        Assert.InRange(zone.Questions.Count, 1, 100);
    }

    [Fact]
    public async Task Advise_DnsNeverAnswers_EndsWithItsBudget()
    {
        FakeZone zone = new() { Delay = static end => Task.Delay(Timeout.Infinite, end) };
        DomainAdvice advice = await new DomainAdvisor(zone).AdviseAsync(DomainName.Parse(Domain), AdviceCase.Options with { Budget = TimeSpan.FromMilliseconds(50) }, TestContext.Current.CancellationToken);
        Assert.Equal(AdviceVerdict.Unknown, advice.Verdict);
        Assert.All(advice.Findings, static finding => Assert.Equal("out-of-time", finding.Code));
    }

    [Fact]
    public async Task Check_DnsNeverAnswers_IsATemporaryError()
    {
        FakeZone zone = new() { Delay = static end => Task.Delay(Timeout.Infinite, end) };
        SpfResult result = await new SpfEvaluator(zone, new SpfOptions { Budget = TimeSpan.FromMilliseconds(50) })
            .CheckAsync(new SpfQuery(IPAddress.Loopback, "h.example", "x@" + Domain), TestContext.Current.CancellationToken);
        Assert.Equal(SpfOutcome.TemporaryError, result.Outcome);
    }
}
