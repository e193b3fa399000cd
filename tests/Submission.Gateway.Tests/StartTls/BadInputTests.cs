using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Submission.Gateway.Tests.Dane;
using Submission.Gateway.Tests.MtaSts;
using Submission.Gateway.Tls;

namespace Submission.Gateway.Tests.StartTls;

/// <summary>
/// What domains and their servers may publish and show that is huge, malformed or out of its time: it costs little, mail waits where it must, and then the queue says why. What is slow stands
/// in <see cref="StartTlsBehaviourTests"/> and <see cref="MtaStsPoliciesTests"/>; a resolver that lies in <see cref="DnssecWatchTests"/>.
/// </summary>
[Collection(nameof(DaneBed))]
public sealed class BadInputTests(DaneBed dane)
{
    private const string DaneDomain = "behaving.secure.test";

    [Theory]
    [InlineData("of 400 kilobytes", "the TLS handshake with mx.a.test failed, and the MTA-STS policy of a.test demands TLS")]
    [InlineData("with names that cannot be read", "nobody trusted has signed the certificate of mx.a.test")]
    [InlineData("with a name of NUL", "the certificate is not for mx.a.test")]
    [InlineData("of next year", "the certificate of mx.a.test has expired, or is not yet valid")]
    [InlineData("of last year", "the certificate of mx.a.test has expired, or is not yet valid")]
    public async Task Certificate_BadUnderMtaSts_MailWaitsAndTheQueueSaysWhy(string kind, string reason)
    {
        await using StsBed bed = await StsBed.StartAsync();
        using X509Certificate2 certificate = Make(bed.Authority, kind);
        Assert.Equal("Deferred 4.7.5 " + reason, await new Behaving(StsBed.Domain, bed.Requirements(), Context(certificate)).SendAsync(""));
    }

    [Theory]
    [InlineData("of 400 kilobytes", "the TLS handshake with mx.behaving.secure.test failed, and its TLSA records demand TLS")]
    [InlineData("with names that cannot be read", "mx.behaving.secure.test is not proven by DANE: the certificate matches none of the TLSA records")]
    public async Task Certificate_BadUnderDane_MailWaitsAndTheQueueSaysWhy(string kind, string reason)
    {
        using StsAuthority authority = new();
        using X509Certificate2 certificate = Make(authority, kind);
        Assert.Equal("Deferred 4.7.5 " + reason, await new Behaving(DaneDomain, dane.Policy(), Context(certificate)).SendAsync(""));
    }

    [Fact]
    public async Task Tlsa_RecordOfFourKilobytes_IsReadAndMatchesNothing()
    {
        await using Sender sender = new(dane);
        Assert.StartsWith("mx.huge.secure.test is not proven by DANE: the certificate matches none of the TLSA records", await sender.DeferAsync("huge.secure.test"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v=STSv1; id=", 60_000)]
    [InlineData("v=STSv1; id=1;", 60_000)]
    [InlineData("v=STSv1; =", 1)]
    [InlineData("v=STSv1", 0)]
    [InlineData("\0", 60_000)]
    public async Task Text_HugeOrMalformed_IsAsIfThereWereNone(string begin, int more)
    {
        await using StsBed bed = await StsBed.StartAsync();
        bed.Dns.Set(StsBed.Record, begin + new string('x', more));
        using X509Certificate2 certificate = StsAuthority.SelfSigned("other.test");
        Assert.Equal("tls", await new Behaving(StsBed.Domain, bed.Requirements(), Context(certificate)).SendAsync(""));
        Assert.Equal(0, bed.Server.Requests);
    }

    [Theory]
    [InlineData("huge")]
    [InlineData("malformed")]
    public async Task Policy_NewOneIsBad_OldOneStaysInForceAndTheQueueSaysWhy(string kind)
    {
        await using StsBed bed = await StsBed.StartAsync();
        IDeliveryTlsPolicy tls = bed.Requirements();
        using X509Certificate2 right = bed.Authority.Issue("mx.a.test");
        Assert.Equal("tls", await new Behaving(StsBed.Domain, tls, Context(right)).SendAsync(""));
        bed.Policy = kind == "huge" ? StsBed.Text("none", "mx.a.test") + new string('\n', 1_000_000) : "version: STSv1\nmode: none\0\nmax_age: -1\n";
        bed.Dns.Set(StsBed.Record, "v=STSv1; id=2");
        using X509Certificate2 wrong = StsAuthority.SelfSigned("mx.a.test");
        Assert.Equal("Deferred 4.7.5 nobody trusted has signed the certificate of mx.a.test", await new Behaving(StsBed.Domain, tls, Context(wrong)).SendAsync(""));
        Assert.Equal(2, bed.Server.Requests);
    }

    private static SslStreamCertificateContext Context(X509Certificate2 certificate) => SslStreamCertificateContext.Create(certificate, null, offline: true);

    private static X509Certificate2 Make(StsAuthority authority, string kind) => kind switch
    {
        "of 400 kilobytes" => authority.Issue([.. Enumerable.Range(0, 20_000).Select(static i => $"mx{i:00000}.a.test"), "mx.a.test"]),
        "with names that cannot be read" => WithNames(authority, [0x30, 0x82, 0xFF, 0xFF, 0x82, 0x05, (byte)'m', (byte)'x']),
        "with a name of NUL" => WithNames(authority, [0x30, 0x12, 0x82, 0x10, .. "mx.a.test\0b.test"u8]),
        "of next year" => authority.IssueFrom(new DateTimeOffset(2027, 6, 1, 0, 0, 0, TimeSpan.Zero), "mx.a.test"),
        _ => authority.Issue(new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero), "mx.a.test"),
    };

    private static X509Certificate2 WithNames(StsAuthority authority, byte[] names)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=mx.a.test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", names, critical: false));
        using X509Certificate2 signed = request.Create(authority.Root, new DateTimeOffset(2020, 6, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2070, 6, 1, 0, 0, 0, TimeSpan.Zero), RandomNumberGenerator.GetBytes(12));
        using X509Certificate2 both = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(both.Export(X509ContentType.Pkcs12), null);
    }
}
