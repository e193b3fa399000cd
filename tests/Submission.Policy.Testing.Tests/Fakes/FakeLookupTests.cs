using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Policy.Testing.Tests.Fakes;

public sealed class FakeLookupTests
{
    private static readonly DomainName Domain = DomainName.Parse("domena.cz");
    private static readonly DomainName Host = DomainName.Parse("mx.domena.cz");
    private static readonly DomainName Zone = DomainName.Parse("sbl.spamhaus.org");

    public static TheoryData<FakeDomain, FakeDomain?, LookupState> Domains => new()
    {
        { FakeDomain.WithMx("mx.domena.cz"), null, LookupState.Found },
        { FakeDomain.WithMx("mx.domena.cz"), FakeDomain.Absent, LookupState.Absent },
        { FakeDomain.WithMx("mx.domena.cz"), FakeDomain.ServerFailure, LookupState.Unavailable },
        { FakeDomain.WithMx("mx.domena.cz"), FakeDomain.TimeOut, LookupState.Unavailable },
        { FakeDomain.WithMx("mx.domena.cz"), FakeDomain.WithAddresses(IPAddress.Loopback), LookupState.Absent },
        { FakeDomain.WithMx("mx.domena.cz", "other.domena.cz"), FakeDomain.TimeOut, LookupState.Found },
        { FakeDomain.WithMx("."), null, LookupState.Absent },
        { FakeDomain.WithMx(".", "mx.domena.cz"), null, LookupState.Found },
        { FakeDomain.WithMx("192.0.2.1.."), null, LookupState.Absent },
        { FakeDomain.WithAddresses(IPAddress.Parse("192.0.2.1")), null, LookupState.Found },
        { FakeDomain.WithAddresses(IPAddress.Any, IPAddress.IPv6Any, IPAddress.IPv6Loopback), null, LookupState.Absent },
        { FakeDomain.WithAddresses(), null, LookupState.Absent },
        { FakeDomain.Absent, null, LookupState.Absent },
        { FakeDomain.ServerFailure, null, LookupState.Unavailable },
        { FakeDomain.TimeOut, null, LookupState.Unavailable },
    };

    [Theory]
    [MemberData(nameof(Domains), DisableDiscoveryEnumeration = true)]
    public async Task ResolveAsync_GivenRecords_AnswersAsAResolverWould(FakeDomain domain, FakeDomain? host, LookupState expected)
    {
        var resolver = new FakeMailDomainResolver();
        resolver.Set(Domain, domain);
        if (host is not null) resolver.Set(Host, host);

        LookupResult<MailDomain> result = await resolver.ResolveAsync(Domain, MailRecordTypes.All, TestContext.Current.CancellationToken);

        Assert.Equal(expected, result.State);
        Assert.Equal(expected == LookupState.Found, result.Reason is null);
        Assert.Single(resolver.Answers);
    }

    [Theory]
    [InlineData(MailRecordTypes.A, LookupState.Found)]
    [InlineData(MailRecordTypes.Aaaa, LookupState.Absent)]
    [InlineData(MailRecordTypes.Mx | MailRecordTypes.Aaaa, LookupState.Absent)]
    public async Task ResolveAsync_OnlySomeTypes_IgnoresTheOthers(MailRecordTypes types, LookupState expected)
    {
        var resolver = new FakeMailDomainResolver();
        resolver.Set(Domain, new FakeDomain(FakeDomainState.Exists, ["mx.domena.cz"], [IPAddress.Parse("192.0.2.1")]));
        resolver.Set(Host, FakeDomain.WithAddresses(IPAddress.Parse("192.0.2.2")));

        Assert.Equal(expected, (await resolver.ResolveAsync(Domain, types, TestContext.Current.CancellationToken)).State);
    }

    [Fact]
    public async Task ResolveAsync_DomainThatWasNotGiven_DoesNotExist() =>
        Assert.Equal("NXDOMAIN", (await new FakeMailDomainResolver().ResolveAsync(Domain, MailRecordTypes.All, TestContext.Current.CancellationToken)).Reason);

    [Theory]
    [InlineData("127.0.0.2", LookupState.Found, "127.0.0.2")]
    [InlineData("192.0.2.1 127.0.0.2 127.0.0.9", LookupState.Found, "127.0.0.2 127.0.0.9")]
    [InlineData("127.255.255.254", LookupState.Unavailable, null)]
    [InlineData("127.255.254.254", LookupState.Found, "127.255.254.254")]
    [InlineData("126.255.255.255 128.0.0.0 ::1", LookupState.Unavailable, null)]
    public async Task QueryAsync_GivenAnswers_TellsListingsFromErrors(string answers, LookupState expected, string? listings)
    {
        var blocklist = new FakeBlocklist();
        IPAddress client = IPAddress.Parse("203.0.113.66");
        blocklist.Set(Zone, client, [.. answers.Split(' ').Select(IPAddress.Parse)]);

        LookupResult<ImmutableArray<IPAddress>> result = await blocklist.QueryAsync(Zone, client.MapToIPv6(), TestContext.Current.CancellationToken);

        Assert.Equal(expected, result.State);
        Assert.Equal(listings, result.IsFound ? string.Join(' ', result.Value) : null);
    }

    [Fact]
    public async Task QueryAsync_NotGivenOrFailing_IsAbsentOrUnavailable()
    {
        var blocklist = new FakeBlocklist();
        blocklist.SetUnavailable(Zone, IPAddress.Loopback, "SERVFAIL");

        Assert.True((await blocklist.QueryAsync(Zone, IPAddress.IPv6Loopback, TestContext.Current.CancellationToken)).IsAbsent);
        Assert.True((await blocklist.QueryAsync(Zone, IPAddress.Loopback, TestContext.Current.CancellationToken)).IsUnavailable);
        Assert.True((await blocklist.QueryAsync(Domain, IPAddress.Loopback, TestContext.Current.CancellationToken)).IsAbsent);
    }

    [Fact]
    public void Find_NetworksWithinNetworks_TheSmallerCounts()
    {
        var countries = new FakeCountries();
        countries.Set(IPNetwork.Parse("192.0.2.0/24"), "cz");
        countries.Set(IPNetwork.Parse("192.0.2.128/25"), "SK");

        Assert.Equal("CZ", countries.Find(IPAddress.Parse("192.0.2.1")).Value);
        Assert.Equal("SK", countries.Find(IPAddress.Parse("::ffff:192.0.2.200")).Value);
        Assert.True(countries.Find(IPAddress.Parse("192.0.3.1")).IsAbsent);
        countries.IsAvailable = false;
        Assert.True(countries.Find(IPAddress.Parse("192.0.2.1")).IsUnavailable);
    }

    [Theory]
    [InlineData("jan@domena.cz", "secret", AuthenticationOutcome.Succeeded)]
    [InlineData("JAN@DOMENA.CZ", "secret", AuthenticationOutcome.Succeeded)]
    [InlineData("jan@domena.cz", "Secret", AuthenticationOutcome.WrongPassword)]
    [InlineData("eva@domena.cz", "secret", AuthenticationOutcome.Disabled)]
    [InlineData("eva@domena.cz", "wrong", AuthenticationOutcome.Disabled)]
    [InlineData("jan", "secret", AuthenticationOutcome.UnknownUser)]
    [InlineData("", "", AuthenticationOutcome.UnknownUser)]
    public void Authenticate_Credentials_GiveTheOutcomeOfAHost(string login, string password, AuthenticationOutcome expected)
    {
        var accounts = new FakeAccounts();
        accounts.Add(new AccountFacts(EmailAddress.Parse("jan@domena.cz")), "secret");
        accounts.Add(new AccountFacts(EmailAddress.Parse("eva@domena.cz")), "secret", isEnabled: false);

        (AuthenticationOutcome outcome, AccountFacts? account) = accounts.Authenticate(login, password);

        Assert.Equal(expected, outcome);
        Assert.Equal(expected == AuthenticationOutcome.Succeeded, account is not null);
    }
}
