using Submission.Policy.Dns.Tests.Peers;
using Submission.Policy.Lookups;

namespace Submission.Policy.Dns.Tests;

/// <summary>What delivery needs to know beside the verdict: why, whether that is all, and loopback where it is allowed.</summary>
public sealed class MailDomainDeliveryTests(NsdServer nsd)
{
    [Theory]
    [InlineData("nosuch.test", MailDomainAbsence.NoSuchDomain)]
    [InlineData("nothing.test", MailDomainAbsence.NoRecords)]
    [InlineData("null.test", MailDomainAbsence.NullMx)]
    [InlineData("dead.test", MailDomainAbsence.NoExchanger)]
    public async Task ResolveAsync_Absence_HasTheReasonOfTheContract(string domain, string reason)
    {
        LookupResult<MailDomain> result = await new DnsMailDomainResolver(ResolverSetup.Options(nsd.EndPoint)).AskAsync(domain);
        Assert.True(result.IsAbsent);
        Assert.Equal(reason, result.Reason);
    }

    [Theory]
    [InlineData("to-loopback.test", "10 loopback.test 127.0.0.1,::1")]
    [InlineData("to-mapped.test", "10 mapped.test 127.0.0.1")]
    [InlineData("to-mixed.test", "10 mixed.test 127.0.0.1,192.0.2.15")]
    [InlineData("own-loopback.test", "0 own-loopback.test 127.0.0.1")]
    [InlineData("to-unspecified.test", "Absent: MX leads nowhere")]
    [InlineData("to-multicast.test", "Absent: MX leads nowhere")]
    [InlineData("to-localhost.test", "Absent: MX leads nowhere")]
    public async Task ResolveAsync_LoopbackAllowed_IsUsableAndNothingElseMore(string domain, string expected)
    {
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(nsd.EndPoint) with { AllowLoopback = true });
        Assert.Equal(expected, (await resolver.AskAsync(domain)).Show());
    }

    [Theory]
    [InlineData("four.test", null)]
    [InlineData("dead-and-good.test", null)]
    [InlineData("implicit4.test", null)]
    [InlineData("to-servfail-and-good.test", "SERVFAIL")]
    public async Task ResolveAsync_SomethingFoundBesideAFailure_SaysSo(string domain, string? doubt)
    {
        LookupResult<MailDomain> result = await new DnsMailDomainResolver(ResolverSetup.Options(nsd.EndPoint)).AskAsync(domain);
        Assert.Equal(doubt, result.Value!.Doubt);
    }

    [Fact]
    public async Task ResolveAsync_OneKindOfAddressFails_SaysSo()
    {
        await using DnsRelay relay = new(nsd.EndPoint) { Answer = static (question, query) => question == "half.test 1" ? DnsRelay.ServFail(query) : null };
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint));
        Assert.Equal("SERVFAIL", (await resolver.AskAsync("to-half.test")).Value!.Doubt);
        Assert.Equal("SERVFAIL", (await resolver.AskAsync("half.test")).Value!.Doubt);
    }

    [Fact]
    public async Task ResolveAsync_BetterHostFailsAndComesBack_IsSeenWithinAMinute()
    {
        ManualClock clock = new();
        bool fails = true;
        await using DnsRelay relay = new(nsd.EndPoint) { Answer = (question, query) => fails && question.StartsWith("both.test", StringComparison.Ordinal) ? DnsRelay.ServFail(query) : null };
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint), clock);
        Assert.Equal("20 several.test 192.0.2.12,192.0.2.13", (await resolver.AskAsync("ordered.test")).Show());

        fails = false;
        int asked = relay.Questions.Count;
        clock.Advance(59.9);
        await resolver.AskAsync("ordered.test");
        Assert.Equal(asked, relay.Questions.Count);

        clock.Advance(0.2);
        Assert.StartsWith("10 both.test ", (await resolver.AskAsync("ordered.test")).Show(), StringComparison.Ordinal);
    }
}
