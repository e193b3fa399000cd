using Submission.Policy.Dns.Tests.Peers;
using Submission.Policy.Lookups;

namespace Submission.Policy.Dns.Tests;

public sealed class MailDomainVerdictTests(NsdServer nsd)
{
    private readonly DnsMailDomainResolver _resolver = new(ResolverSetup.Options(nsd.EndPoint));

    [Theory]
    [InlineData("four.test", "10 host4.test 192.0.2.10")]
    [InlineData("six.test", "10 host6.test 2001:db8::10")]
    [InlineData("ordered.test", "10 both.test 192.0.2.11,2001:db8::11; 20 several.test 192.0.2.12,192.0.2.13")]
    [InlineData("implicit4.test", "0 implicit4.test 192.0.2.20")]
    [InlineData("implicit6.test", "0 implicit6.test 2001:db8::20")]
    [InlineData("null-and-other.test", "10 host4.test 192.0.2.10")]
    [InlineData("dead-and-good.test", "20 host4.test 192.0.2.10")]
    [InlineData("to-alias.test", "10 alias.test 192.0.2.10")]
    [InlineData("to-eight-aliases.test", "10 chain8.test 192.0.2.10")]
    [InlineData("itself-alias.test", "10 host4.test 192.0.2.10")]
    [InlineData("to-private.test", "10 private.test 10.0.0.1")]
    [InlineData("to-mixed.test", "10 mixed.test 192.0.2.15")]
    [InlineData("to-underscore.test", "10 under_score.test 192.0.2.16")]
    [InlineData("to-servfail-and-good.test", "20 host4.test 192.0.2.10")]
    [InlineData("forty-last-good.test", "19 host4.test 192.0.2.10")]
    public async Task ResolveAsync_D1_D2_D4_D7_D8_D13_OneHostThatWorks_IsFound(string domain, string expected) =>
        Assert.Equal(expected, (await _resolver.AskAsync(domain)).Show());

    [Theory]
    [InlineData("nosuch.test", "NXDOMAIN")]
    [InlineData("nothing.test", "no MX, and no address")]
    [InlineData("null.test", "null MX")]
    [InlineData("dead.test", "MX leads nowhere")]
    [InlineData("to-nine-aliases.test", "MX leads nowhere")]
    [InlineData("to-loop.test", "MX leads nowhere")]
    [InlineData("to-dangling.test", "MX leads nowhere")]
    [InlineData("to-address.test", "MX leads nowhere")]
    [InlineData("to-loopback.test", "MX leads nowhere")]
    [InlineData("to-unspecified.test", "MX leads nowhere")]
    [InlineData("to-mapped.test", "MX leads nowhere")]
    [InlineData("to-multicast.test", "MX leads nowhere")]
    [InlineData("to-localhost.test", "MX leads nowhere")]
    [InlineData("to-escaped.test", "MX leads nowhere")]
    [InlineData("to-eight-bit.test", "MX leads nowhere")]
    [InlineData("own-loopback.test", "no MX, and no usable address")]
    public async Task ResolveAsync_D3_D5_D6_D8_D9_D10_ProvenAbsence_IsAbsentWithItsReason(string domain, string reason) =>
        Assert.Equal("Absent: " + reason, (await _resolver.AskAsync(domain)).Show());

    [Theory]
    [InlineData("mail.broken.test", "MX: SERVFAIL")]
    [InlineData("elsewhere.example", "MX: REFUSED")]
    [InlineData("to-servfail.test", "MX host: SERVFAIL")]
    [InlineData("to-servfail-and-dead.test", "MX host: SERVFAIL")]
    [InlineData("to-elsewhere.test", "MX host: REFUSED")]
    [InlineData("forty.test", "MX host: more MX hosts than are looked up")]
    public async Task ResolveAsync_D13_Doubt_IsUnavailableNeverAbsent(string domain, string reason) =>
        Assert.Equal("Unavailable: " + reason, (await _resolver.AskAsync(domain)).Show());

    [Theory]
    [InlineData("four.test", MailRecordTypes.Mx, "10 host4.test 192.0.2.10")]
    [InlineData("six.test", MailRecordTypes.Mx, "10 host6.test 2001:db8::10")]
    [InlineData("implicit4.test", MailRecordTypes.Mx, "Absent: no MX")]
    [InlineData("four.test", MailRecordTypes.A, "Absent: no address")]
    [InlineData("nosuch.test", MailRecordTypes.A, "Absent: NXDOMAIN")]
    [InlineData("implicit4.test", MailRecordTypes.A, "0 implicit4.test 192.0.2.20")]
    [InlineData("implicit4.test", MailRecordTypes.Aaaa, "Absent: no address")]
    [InlineData("implicit6.test", MailRecordTypes.A | MailRecordTypes.Aaaa, "0 implicit6.test 2001:db8::20")]
    [InlineData("null.test", MailRecordTypes.A, "0 null.test 192.0.2.21")]
    [InlineData("six.test", MailRecordTypes.Mx | MailRecordTypes.A, "Absent: MX leads nowhere")]
    [InlineData("ordered.test", MailRecordTypes.Mx | MailRecordTypes.Aaaa, "10 both.test 2001:db8::11")]
    [InlineData("mail.broken.test", MailRecordTypes.A, "Unavailable: SERVFAIL")]
    [InlineData("four.test", MailRecordTypes.None, "Absent: no kind of record counts")]
    public async Task ResolveAsync_KindsOfRecord_OnlyTheseCount(string domain, MailRecordTypes types, string expected) =>
        Assert.Equal(expected, (await _resolver.AskAsync(domain, types)).Show());

    [Fact]
    public async Task ResolveAsync_D15_UpperCaseTarget_IsFound() =>
        Assert.Equal("10 host4.test 192.0.2.10", (await _resolver.AskAsync("to-upper-case.test")).Show().ToLowerInvariant());

    [Fact]
    public async Task ResolveAsync_D2_DomainWithoutMx_IsImplicit()
    {
        Assert.True((await _resolver.AskAsync("implicit4.test")).Value!.IsImplicit);
        Assert.False((await _resolver.AskAsync("four.test")).Value!.IsImplicit);
    }

    [Fact]
    public async Task ResolveAsync_D12_AnswerTooLongForUdp_IsReadOverTcpAndBounded()
    {
        LookupResult<MailDomain> result = await _resolver.AskAsync("to-many.test");
        Assert.Equal(20, Assert.Single(result.Value!.Exchangers).Addresses.Length);
    }
}
