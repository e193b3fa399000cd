using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Dns.Tests.Peers;
using Submission.Policy.Lookups;

namespace Submission.Policy.Dns.Tests;

/// <summary>A block list decides only while it passes its test.</summary>
public sealed class CheckedBlocklistTests(NsdServer nsd) : IAsyncDisposable
{
    private const string Client = "11.2.3.4";
    private const string Listed = "127.0.0.2,127.0.0.30";
    private static readonly DomainName List = DomainName.Parse("list.test");
    private readonly ManualClock _clock = new();
    private readonly DnsRelay _relay = new(nsd.EndPoint);

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Theory]
    [InlineData("list.test", Listed)]
    [InlineData("everything.test", "Unavailable: the list does not pass its test: the list holds 127.0.0.1")]
    [InlineData("empty.test", "Absent: not listed")]
    [InlineData("nosuchlist.test", "Absent: not listed")]
    [InlineData("parked.test", "Unavailable: the list answers with 192.0.2.99, which is no listing")]
    [InlineData("secretkey.test", "Unavailable: the list answers with the error 127.255.255.250")]
    [InlineData("list.broken.test", "Unavailable: SERVFAIL")]
    public async Task QueryAsync_B7_B9_GoodDeadAndMistypedLists_OnlyTheGoodRefuses(string zone, string expected) =>
        Assert.Equal(expected, await AskAsync(Resolver(), DomainName.Parse(zone)));

    [Fact]
    public async Task QueryAsync_B7_ListThatListsNoTestEntry_IsNotUsedUntilItPassesAMinuteLater()
    {
        CheckedBlocklistResolver resolver = Resolver();
        _relay.Answer = static (question, query) => question.StartsWith("2.0.0.127.", StringComparison.Ordinal) ? DnsRelay.NoSuchName(query) : null;
        Assert.Equal("Unavailable: the list does not pass its test: the list does not hold 127.0.0.2", await AskAsync(resolver, List));

        _relay.Answer = static (_, _) => null;
        _clock.Advance(59);
        Assert.False((await resolver.RefreshAsync(List, TestContext.Current.CancellationToken)).IsHealthy);
        _clock.Advance(2);
        Assert.True((await resolver.RefreshAsync(List, TestContext.Current.CancellationToken)).IsHealthy);
        Assert.Equal(Listed, await AskAsync(resolver, List));
    }

    [Fact]
    public async Task QueryAsync_B9_ListThatDiesAndAnswersEverything_IsNotUsedFromItsNextTestOn()
    {
        CheckedBlocklistResolver resolver = Resolver();
        Assert.Equal(Listed, await AskAsync(resolver, List));
        _relay.Answer = static (question, query) => question.StartsWith("1.0.0.127.", StringComparison.Ordinal) ? Listing(query) : null;
        _clock.Advance(3599);
        Assert.Equal(Listed, await AskAsync(resolver, List));

        _clock.Advance(2);
        BlocklistHealth health = await resolver.RefreshAsync(List, TestContext.Current.CancellationToken);

        Assert.Equal(BlocklistHealthState.ListsEverything, health.State);
        Assert.Equal("Unavailable: the list does not pass its test: the list holds 127.0.0.1", await AskAsync(resolver, List));
    }

    [Fact]
    public async Task RefreshAsync_B7_NoAnswerAfterAPassedTest_LeavesTheListInUse()
    {
        CheckedBlocklistResolver resolver = Resolver();
        Assert.True((await resolver.RefreshAsync(List, TestContext.Current.CancellationToken)).IsHealthy);
        _relay.Answer = static (question, query) => question.Contains(".0.0.127.", StringComparison.Ordinal) ? DnsRelay.ServFail(query) : null;
        _clock.Advance(3601);

        Assert.True((await resolver.RefreshAsync(List, TestContext.Current.CancellationToken)).IsHealthy);
        Assert.Equal(Listed, await AskAsync(resolver, List));
    }

    [Fact]
    public async Task QueryAsync_B7_ListThatCouldNotBeTestedYet_RefusesNobody()
    {
        _relay.Answer = static (question, query) => question.Contains(".0.0.127.", StringComparison.Ordinal) ? DnsRelay.ServFail(query) : null;
        Assert.Equal("Unavailable: the list does not pass its test: SERVFAIL", await AskAsync(Resolver(), List));
    }

    [Fact]
    public async Task QueryAsync_B7_Known_AsksNothingAndAllocatesNothing()
    {
        CheckedBlocklistResolver resolver = Resolver();
        IPAddress client = IPAddress.Parse(Client);
        Assert.Equal(Listed, await AskAsync(resolver, List));
        Assert.True(IsAnswered(resolver.QueryAsync(List, client, CancellationToken.None)));
        int asked = _relay.Questions.Count;
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool atOnce = IsAnswered(resolver.QueryAsync(List, client, CancellationToken.None));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(atOnce);
        Assert.Equal(asked, _relay.Questions.Count);
    }

    private CheckedBlocklistResolver Resolver() => new(ResolverSetup.Options(_relay.EndPoint), _clock);

    private static byte[] Listing(byte[] query)
    {
        int questionEnd = Array.IndexOf(query, (byte)0, 12) + 5;
        byte[] header = [query[0], query[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0];
        return [.. header, .. query[12..questionEnd], 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 2];
    }

    private static bool IsAnswered(ValueTask<LookupResult<ImmutableArray<IPAddress>>> answer) => answer.IsCompletedSuccessfully;

    private static async Task<string> AskAsync(CheckedBlocklistResolver resolver, DomainName zone)
    {
        LookupResult<ImmutableArray<IPAddress>> result = await resolver.QueryAsync(zone, IPAddress.Parse(Client), TestContext.Current.CancellationToken);
        return result.IsFound ? string.Join(',', result.Value.Select(address => address.ToString()).Order(StringComparer.Ordinal)) : $"{result.State}: {result.Reason}";
    }
}
