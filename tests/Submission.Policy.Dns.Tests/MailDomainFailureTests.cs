using System.Diagnostics;
using System.Net;
using CsCheck;
using Submission.Policy.Dns.Tests.Peers;
using Submission.Policy.Lookups;

namespace Submission.Policy.Dns.Tests;

public sealed class MailDomainFailureTests(NsdServer nsd)
{
    [Fact]
    public async Task ResolveAsync_D13_ServerNeverAnswers_IsUnavailable()
    {
        await using DnsRelay relay = new(nsd.EndPoint) { Answer = static (_, _) => [] };
        DnsMailDomainResolver resolver = new(ResolverSetup.Hurried(relay.EndPoint));
        Assert.Equal("Unavailable: MX: no answer from the DNS server", (await resolver.AskAsync("four.test")).Show());
    }

    [Fact]
    public async Task ResolveAsync_BudgetIsUsedUp_IsUnavailableBeforeTheQueryTimesOut()
    {
        await using DnsRelay relay = new(nsd.EndPoint) { Answer = static (_, _) => [] };
        DnsMailDomainResolver resolver = new(
            ResolverSetup.Options(relay.EndPoint) with { QueryTimeout = TimeSpan.FromSeconds(30), Budget = TimeSpan.FromMilliseconds(100) });
        long start = Stopwatch.GetTimestamp();
        Assert.True((await resolver.AskAsync("four.test")).IsUnavailable);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task ResolveAsync_D18_NobodyListens_IsUnavailable()
    {
        DnsMailDomainResolver resolver = new(ResolverSetup.Hurried(FreePort.Find()));
        Assert.Equal("Unavailable: MX: no answer from the DNS server", (await resolver.AskAsync("four.test")).Show());
    }

    [Fact]
    public async Task ResolveAsync_D18_ServerComesBack_RecoversWithoutRestart()
    {
        ManualClock clock = new();
        IPEndPoint endPoint = FreePort.Find();
        DnsMailDomainResolver resolver = new(ResolverSetup.Hurried(endPoint) with { QueryTimeout = TimeSpan.FromSeconds(1) }, clock);
        Assert.True((await resolver.AskAsync("four.test")).IsUnavailable);

        await using DnsRelay relay = new(nsd.EndPoint, endPoint);
        Assert.True((await resolver.AskAsync("four.test")).IsUnavailable);
        clock.Advance(seconds: 1.01);
        Assert.True((await resolver.AskAsync("four.test")).IsFound);
    }

    [Fact]
    public async Task ResolveAsync_D18_FirstServerIsDown_SecondIsAsked()
    {
        DnsMailDomainResolver resolver = new(ResolverSetup.Hurried(FreePort.Find()) with { Servers = [FreePort.Find(), nsd.EndPoint], QueryTimeout = TimeSpan.FromSeconds(1) });
        Assert.True((await resolver.AskAsync("four.test")).IsFound);
    }

    [Theory]
    [InlineData("half.test 1", "10 half.test 2001:db8::30")]
    [InlineData("half.test 28", "10 half.test 192.0.2.30")]
    public async Task ResolveAsync_D14_OneKindOfAddressInDoubt_TheOtherIsEnough(string failing, string expected)
    {
        await using DnsRelay relay = new(nsd.EndPoint) { Answer = (question, query) => question == failing ? DnsRelay.ServFail(query) : null };
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint));
        Assert.Equal(expected, (await resolver.AskAsync("to-half.test")).Show());
    }

    [Theory]
    [InlineData("implicit4.test 15", "Unavailable: MX: SERVFAIL")]
    [InlineData("implicit4.test 1", "Unavailable: SERVFAIL")]
    public async Task ResolveAsync_D13_ServFailBesideAnAddress_NeverFallsBackOrDenies(string failing, string expected)
    {
        await using DnsRelay relay = new(nsd.EndPoint) { Answer = (question, query) => question == failing ? DnsRelay.ServFail(query) : null };
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint));
        Assert.Equal(expected, (await resolver.AskAsync("implicit4.test")).Show());
    }

    [Fact]
    public async Task ResolveAsync_D12_TruncatedAndTcpRefused_IsUnavailable()
    {
        await using DnsRelay relay = new(nsd.EndPoint);
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint));
        Assert.True((await resolver.AskAsync("many.test", MailRecordTypes.A)).IsUnavailable);
        Assert.NotEmpty(relay.Questions);
    }

    [Fact]
    public async Task ResolveAsync_D16_AnswerToAnotherQuestion_IsUnavailable()
    {
        await using DnsRelay relay = new(nsd.EndPoint) { Alter = static answer => { answer[13] ^= 1; return answer; } };
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint));
        Assert.Equal("Unavailable: MX: an answer to another question", (await resolver.AskAsync("four.test")).Show());
    }

    [Theory]
    [InlineData("ordered.test")]
    [InlineData("nothing.test")]
    public async Task ResolveAsync_D16_OwnQuestionComesBack_IsUnavailable(string domain)
    {
        await using DnsRelay relay = new(nsd.EndPoint) { Answer = static (_, query) => query };
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint));
        Assert.Equal("Unavailable: MX: an answer to another question", (await resolver.AskAsync(domain)).Show());
    }

    [Fact]
    public async Task ResolveAsync_D13_ReferralInsteadOfAnAnswer_IsUnavailable()
    {
        await using DnsRelay relay = new(nsd.EndPoint) { Answer = static (_, query) => DnsRelay.Referral(query) };
        DnsMailDomainResolver resolver = new(ResolverSetup.Options(relay.EndPoint));
        Assert.Equal("Unavailable: MX: a referral instead of an answer", (await resolver.AskAsync("nothing.test")).Show());
    }

    [Fact]
    public async Task ResolveAsync_GarbageForAnAnswer_IsUnavailableAndNeverThrows()
    {
        byte[] garbage = [];
        await using DnsRelay relay = new(nsd.EndPoint) { Answer = (_, query) => [query[0], query[1], .. garbage] };
        DnsLookupOptions options = ResolverSetup.Hurried(relay.EndPoint) with { UnavailableTtl = TimeSpan.Zero };
        DnsMailDomainResolver resolver = new(options);
        await Gen.Byte.Array[0, 300].SampleAsync(
            async bytes =>
            {
                garbage = bytes;
                Assert.True((await resolver.AskAsync("four.test")).IsUnavailable);
            },
            iter: 100,
            threads: 1);
    }

    [Fact]
    public async Task ResolveAsync_AnswerWithBytesFlipped_NeverThrows()
    {
        (int At, byte With)[] flips = [];
        await using DnsRelay relay = new(nsd.EndPoint) { Alter = answer => Flip(answer, flips) };
        await Gen.Select(Gen.Int[2, 200], Gen.Byte).Array[1, 4].SampleAsync(
            async chosen =>
            {
                flips = chosen;
                DnsMailDomainResolver resolver = new(ResolverSetup.Hurried(relay.EndPoint));
                LookupResult<MailDomain> result = await resolver.AskAsync("ordered.test");
                Assert.True(result.IsFound || result.Reason!.Length > 0);
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public async Task ResolveAsync_AnswerThatTheLibraryStumblesOver_IsUnavailable()
    {
        // Found by the property above: the library dereferences nothing while it handles its own parse error.
        await using DnsRelay relay = new(nsd.EndPoint) { Alter = static answer => Flip(answer, [(76, 32), (129, 233)]) };
        DnsMailDomainResolver resolver = new(ResolverSetup.Hurried(relay.EndPoint));
        LookupResult<MailDomain> result = await resolver.AskAsync("ordered.test");
        Assert.True(result.IsUnavailable);
    }

    private static byte[] Flip(byte[] answer, (int At, byte With)[] flips)
    {
        foreach ((int at, byte with) in flips) answer[2 + (at % (answer.Length - 2))] ^= with;
        return answer;
    }
}
