using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Submission.Trust.Advice;
using Submission.Trust.Tests.Spf;

namespace Submission.Trust.Tests.Advice;

/// <summary>What is wrong with TLSA records, and the record that fits the certificate.</summary>
public sealed class DaneAdviceTests
{
    private const string Name = "_25._tcp.mx.firma.example";
    private static readonly byte[] Certificate = Create();
    private static readonly string Pin = Hash(Certificate);
    private static readonly string Mend = $"{Name}. IN TLSA 3 1 1 {Pin}";
    private static readonly AdviceOptions Validated = AdviceCase.Options with { HasValidatedDns = true };

    [Fact]
    public async Task Advise_RecordFits_FindsNothing() => Assert.Empty(await LinesAsync(zone => zone.Tlsa(Name, 3, 1, 1, Pin)));

    [Fact]
    public async Task Advise_RecordDoesNotFit_ShowsOneThatDoes() => Assert.Equal([$"Error dane-mismatch | {Mend}"], await LinesAsync(zone => zone.Tlsa(Name, 3, 1, 1, new string('a', 64))));

    [Theory]
    [InlineData("mx.firma.example", "", true)]
    [InlineData("firma.example", "", true)]
    [InlineData("mx.other.example", "the certificate is not for mx.firma.example or firma.example", true)]
    [InlineData("mx.firma.example", "the certificates up to the trust anchor are not in order", false)]
    public async Task Advise_RecordOfAnAnchor_ProvesOnlyWhatIsBelowIt(string name, string problem, bool isBelow)
    {
        CertificateKey rootKey = CertificateKey.Ecdsa();
        CertificateKey key = CertificateKey.Ecdsa();
        using X509Certificate2 root = CertificateMaker.Issue(new CertificateWish("root") { IsAuthority = true, FromDays = -3000, ToDays = 3000 }, rootKey);
        CertificateWish wish = new("server") { Names = [name], FromDays = -3000, ToDays = 3000 };
        using X509Certificate2 own = isBelow ? CertificateMaker.Issue(wish, key, "root", rootKey) : CertificateMaker.Issue(wish, key, "root", key);
        ServerSight sight = new(true, true, null) { Certificates = [[.. own.RawData], [.. root.RawData]] };
        DomainAdvice advice = await AdviseAsync(zone => zone.Tlsa(Name, 2, 0, 1, Convert.ToHexString(CertificateMaker.Association(root, 0, 1))), sight);
        string[] texts = [.. advice.Findings.Select(static finding => finding.Text)];
        if (problem.Length == 0) Assert.Empty(texts);
        else Assert.StartsWith($"The TLSA records at {Name} do not prove the certificate that mx.firma.example shows: {problem}", Assert.Single(texts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, 1, 32)]
    [InlineData(3, 2, 1, 32)]
    [InlineData(3, 1, 1, 31)]
    [InlineData(3, 1, 2, 32)]
    [InlineData(3, 1, 7, 32)]
    public async Task Advise_RecordCannotBeUsed_ShowsOneThatCan(byte usage, byte selector, byte type, int length) =>
        Assert.Equal([$"Warning dane-unusable | {Mend}"], await LinesAsync(zone => zone.Tlsa(Name, usage, selector, type, new string('a', length * 2))));

    [Fact]
    public async Task Advise_NotSigned_SaysSoWhereDnsIsValidated() =>
        Assert.Equal(["Warning dane-insecure"], await LinesAsync(zone => zone.Tlsa(Name, 3, 1, 1, Pin).IsSecure = false));

    [Fact]
    public async Task Advise_SignedWithoutRecord_ShowsOne() => Assert.Equal([$"Hint dane-missing | {Mend}"], await LinesAsync(static _ => { }));

    [Fact]
    public async Task Advise_NoTlsBehindARecord_IsAnError() =>
        Assert.Equal(["Error dane-no-tls"], await LinesAsync(zone => zone.Tlsa(Name, 3, 1, 1, Pin), new ServerSight(true, false, "no STARTTLS")));

    [Fact]
    public async Task Advise_NoTls_IsAnError() => Assert.Equal(["Error tls-missing"], await LinesAsync(static _ => { }, new ServerSight(true, false, "no STARTTLS")));

    [Fact]
    public async Task Advise_ServerDoesNotAnswer_IsUnknown() =>
        Assert.Equal(["Unknown mx-unreachable"], await LinesAsync(zone => zone.Tlsa(Name, 3, 1, 1, Pin), new ServerSight(false, false, "refused")));

    private static async Task<string[]> LinesAsync(Action<FakeZone> change, ServerSight? sight = null) => AdviceCase.Lines(await AdviseAsync(change, sight));

    private static async Task<DomainAdvice> AdviseAsync(Action<FakeZone> change, ServerSight? sight)
    {
        FakeZone zone = AdviceCase.Zone();
        zone.IsSecure = true;
        change(zone);
        var probe = new FakeProbe(sight ?? new ServerSight(true, true, null) { Certificates = [[.. Certificate]] });
        return await AdviceCase.AdviseAsync(zone, Validated, probe: probe);
    }

    private static byte[] Create()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest("CN=mx.firma.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        return certificate.RawData;
    }

    private static string Hash(byte[] certificate)
    {
        using X509Certificate2 read = X509CertificateLoader.LoadCertificate(certificate);
        return Convert.ToHexStringLower(SHA256.HashData(read.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    private sealed class FakeProbe(ServerSight sight) : IMailServerProbe
    {
        public ValueTask<ServerSight> LookAsync(string host, CancellationToken cancellationToken) => ValueTask.FromResult(sight);
    }
}
