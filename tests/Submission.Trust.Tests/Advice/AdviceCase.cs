using Submission.Policy;
using System.Security.Cryptography;
using System.Text;
using Submission.Trust.Advice;
using Submission.Trust.MtaSts;
using Submission.Trust.Tests.Spf;

namespace Submission.Trust.Tests.Advice;

/// <summary>A domain that has everything right, in which a test makes something wrong.</summary>
internal static class AdviceCase
{
    public const string Domain = "firma.example";
    public const string Include = "_spf.host.example";
    public const string Policy = "version: STSv1\r\nmode: enforce\r\nmx: mx.firma.example\r\nmax_age: 604800\r\n";
    public static readonly string Key = Rsa(2048);
    public static readonly AdviceOptions Options = new() { Include = Include, Selectors = [new AdviceSelector("s1", Key)] };

    /// <summary>What the domain publishes, piece by piece; <see langword="null"/> leaves a piece out.</summary>
    public static FakeZone Zone(
        string? spf = "v=spf1 mx include:_spf.host.example -all",
        string? key = "",
        string? dmarc = "v=DMARC1; p=reject; rua=mailto:dmarc@firma.example",
        string? sts = "v=STSv1; id=1",
        string? reporting = "v=TLSRPTv1; rua=mailto:tls@firma.example",
        bool hasExchanger = true)
    {
        FakeZone zone = new FakeZone().Text(Include, "v=spf1 ip4:192.0.2.0/24 -all").Address("mx.firma.example", "192.0.2.1");
        if (hasExchanger) zone.Exchanger(Domain, "mx.firma.example");
        if (spf is not null) zone.Text(Domain, spf);
        if (key is not null) zone.Text("s1._domainkey." + Domain, key.Length > 0 ? key : Key);
        if (dmarc is not null) zone.Text("_dmarc." + Domain, dmarc);
        if (sts is not null) zone.Text("_mta-sts." + Domain, sts);
        if (reporting is not null) zone.Text("_smtp._tls." + Domain, reporting);
        return zone;
    }

    public static string Rsa(int bits)
    {
        using RSA rsa = RSA.Create(bits);
        return "v=DKIM1; k=rsa; p=" + Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo());
    }

    public static async Task<DomainAdvice> AdviseAsync(FakeZone zone, AdviceOptions? options = null, string? policy = Policy, IMailServerProbe? probe = null) =>
        await new DomainAdvisor(zone, new FakeFetch(policy), probe, FixedTime.At)
            .AdviseAsync(DomainName.Parse(Domain), options ?? Options, TestContext.Current.CancellationToken);

    /// <summary>The findings, each as its severity, its code and what to publish.</summary>
    public static string[] Lines(DomainAdvice advice) =>
        [.. advice.Findings.Select(static it => string.Join(" | ", [$"{it.Severity} {it.Code}", .. it.Publish.Select(static record => record.ToString())]))];

    private sealed class FakeFetch(string? policy) : IStsPolicyFetcher
    {
        public Task<StsFetchResult> FetchAsync(string domain, CancellationToken cancellationToken) => Task.FromResult(
            policy is null ? StsFetchResult.Failed(StsFetchFailure.FetchFailed, "it has answered 404")
            : StsPolicy.TryParse(Encoding.ASCII.GetBytes(policy), out StsPolicy? read, out string? problem) ? StsFetchResult.Found(read)
            : StsFetchResult.Failed(StsFetchFailure.PolicyInvalid, problem));
    }

    private sealed class FixedTime : TimeProvider
    {
        public static readonly FixedTime At = new();

        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}
