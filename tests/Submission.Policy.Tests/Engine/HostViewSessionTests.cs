using System.Net;
using Submission.Policy.Counters;
using Submission.Policy.Tests.Compilation;

namespace Submission.Policy.Tests.Engine;

/// <summary>What the shipped policy does in hosts that do not see everything: nobody is refused for what the host cannot know.</summary>
public sealed class HostViewSessionTests
{
    private static readonly ClientFacts Client = new(IPAddress.Parse("198.51.100.7"));
    private static readonly HostView Blind = new() { Sight = HostSight.None };

    [Fact]
    public async Task Connect_HostThatSeesNoConnectionEnd_NeverCountsThemAsOpen()
    {
        PolicyEngine engine = KnownWorld.Forpsi(Blind);
        for (int i = 0; i < 2100; i++)
        {
            PolicySession neverEnded = engine.OpenSession(new ClientFacts(new IPAddress([203, 0, (byte)(i / 256), (byte)i])));
            Assert.True((await neverEnded.ConnectAsync(TestContext.Current.CancellationToken)).IsAccepted);
        }
    }

    [Fact]
    public async Task Connect_HostThatSeesConnectionsEnd_RefusesTheOneTooMany()
    {
        PolicyEngine engine = KnownWorld.Forpsi(HostView.Everything, new MessageFixture());
        for (int i = 0; i < 20; i++) Assert.True((await engine.OpenSession(Client).ConnectAsync(TestContext.Current.CancellationToken)).IsAccepted);
        Assert.Equal("too-many-connections", (await engine.OpenSession(Client).ConnectAsync(TestContext.Current.CancellationToken)).Rule.Value);
    }

    [Fact]
    public async Task Connect_WindowBesideAtOnceThatIsNotSeen_StillRefuses()
    {
        var options = new SubmissionPolicyOptions
        {
            Source = ValidateTests.Policy(("r", "rule: r\nabout: A.\nstage: connect\nlimit: { count: connections, per: [client.ip], at-most: { 1m: 3 }, at-once: 2 }\nreply: 421 4.7.0 no")),
            View = Blind,
        };
        var engine = new PolicyEngine(options);
        List<bool> accepted = [];
        for (int i = 0; i < 5; i++) accepted.Add((await engine.OpenSession(Client).ConnectAsync(TestContext.Current.CancellationToken)).IsAccepted);
        Assert.Equal([true, true, true, false, false], accepted);
    }

    [Theory]
    [InlineData(HostSight.None, false)]
    [InlineData(HostSight.FailedAuthentication, true)]
    public async Task Connect_AfterElevenFailures_IsRefusedOnlyWhereTheHostSeesThem(HostSight sight, bool refused)
    {
        PolicyEngine engine = KnownWorld.Forpsi(new HostView { Sight = sight });
        for (int i = 0; i < 11; i++)
        {
            await using PolicySession session = engine.OpenSession(Client);
            await session.AuthenticateAsync("jan@domena.cz", AuthenticationOutcome.WrongPassword, TestContext.Current.CancellationToken);
        }

        Assert.Equal(refused ? "too-many-auth-failures" : "", (await engine.OpenSession(Client).ConnectAsync(TestContext.Current.CancellationToken)).Rule.Value);
        Assert.Equal(refused, (await engine.Usage.ReadAsync("198.51.100.7", TestContext.Current.CancellationToken)).Any(static usage => usage.Rule.Value == "too-many-auth-failures"));
    }

    [Fact]
    public async Task Connect_HostThatCountsFailuresButDoesNotAnswerAuth_RefusesTheNextConnection()
    {
        PolicyEngine engine = KnownWorld.Forpsi(new HostView { Stages = HostView.Everything.Stages & ~PolicyStages.Auth, Sight = HostSight.FailedAuthentication });
        for (int i = 0; i < 11; i++)
        {
            await using PolicySession session = engine.OpenSession(Client);
            Assert.True((await session.AuthenticateAsync("jan@domena.cz", AuthenticationOutcome.WrongPassword, TestContext.Current.CancellationToken)).IsAccepted);
        }

        Assert.Equal("too-many-auth-failures", (await engine.OpenSession(Client).ConnectAsync(TestContext.Current.CancellationToken)).Rule.Value);
    }

    [Theory]
    [InlineData(HostSight.None, 0L, 40)]
    [InlineData(HostSight.None, 2_000_000L, 30)]
    [InlineData(HostSight.MessageSize, 0L, 30)]
    [InlineData(HostSight.MessageSize, 2_000_000L, 30)]
    public async Task Message_OfWhichTheHostSeesNoContent_IsJudgedByWhatIsSeen(HostSight sight, long declared, int accepted)
    {
        PolicyEngine engine = KnownWorld.Forpsi(new HostView { Sight = sight });
        await using PolicySession session = engine.OpenSession(Client);
        await session.AuthenticateAsync(new AccountFacts(MessageFixture.Jan), TestContext.Current.CancellationToken);
        for (int i = 0; i < 40; i++)
        {
            Verdict verdict = await SendBigMailAsync(session, declared);
            Assert.Equal(i < accepted ? "" : "big-mail-to-seznam", verdict.Rule.Value);
        }
    }

    [Fact]
    public async Task Mail_OfWhomAnotherHostHasBlocked_IsRefusedWhereNoScannerIsAsked()
    {
        var scanner = new MessageFixture();
        scanner.Spam = Task.FromResult(Lookups.LookupResult<Lookups.SpamScan>.Found(new Lookups.SpamScan(IsSpam: true, 9)));
        var shared = new InMemoryCounterStore(TimeProvider.System);
        PolicyEngine everything = KnownWorld.Forpsi(HostView.Everything, scanner, options => options.Counters = shared);
        PolicyEngine envelope = KnownWorld.Forpsi(new HostView { Sight = HostSight.MessageSize }, null, options => options.Counters = shared);
        for (int i = 0; i < 6; i++) await SendAsync(everything);

        Verdict verdict = await SendAsync(envelope);
        Assert.Equal(("spam-over-budget", VerdictKind.Refuse), (verdict.Rule.Value, verdict.Kind));
        Assert.Equal(2, await envelope.Usage.LiftAsync("jan@domena.cz", null, TestContext.Current.CancellationToken) + await envelope.Usage.LiftAsync("198.51.100.7", null, TestContext.Current.CancellationToken));
        Assert.True((await SendAsync(envelope)).IsAccepted);
    }

    private static async Task<Verdict> SendAsync(PolicyEngine engine)
    {
        await using PolicySession session = engine.OpenSession(Client);
        await session.AuthenticateAsync(new AccountFacts(MessageFixture.Jan), TestContext.Current.CancellationToken);
        await using PolicyTransaction transaction = session.BeginTransaction();
        Verdict verdict = await transaction.MailAsync(MessageFixture.Jan, TestContext.Current.CancellationToken);
        if (!verdict.IsAccepted) return verdict;
        await transaction.RecipientAsync(EmailAddress.Parse("petr@example.org"), TestContext.Current.CancellationToken);
        verdict = await transaction.MessageAsync(MessageFixture.Message(), TestContext.Current.CancellationToken);
        if (verdict.IsAccepted) await transaction.CommitAsync(TestContext.Current.CancellationToken);
        return verdict;
    }

    private static async Task<Verdict> SendBigMailAsync(PolicySession session, long declared)
    {
        await using PolicyTransaction transaction = session.BeginTransaction();
        Assert.True((await transaction.MailAsync(MessageFixture.Jan, new MailParameters { DeclaredSize = declared }, TestContext.Current.CancellationToken)).IsAccepted);
        Verdict verdict = await transaction.RecipientAsync(EmailAddress.Parse("petr@seznam.cz"), TestContext.Current.CancellationToken);
        if (!verdict.IsAccepted) return verdict;
        verdict = await transaction.MessageAsync(new MessageFacts { Size = 2_000_000 }, TestContext.Current.CancellationToken);
        if (verdict.IsAccepted) Assert.True(await transaction.CommitAsync(TestContext.Current.CancellationToken));
        return verdict;
    }
}
