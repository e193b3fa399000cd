using System.Net;
using Submission.Policy.Decisions;
using Submission.Policy.Yaml;

namespace Submission.Policy.Tests.Engine;

/// <summary>What is charged, once, and what is given back, whatever becomes of a recipient, a message or a connection.</summary>
public sealed class ChargeLifecycleTests
{
    private static readonly EmailAddress Jan = EmailAddress.Parse("jan@domena.cz");
    private static readonly EmailAddress Petr = EmailAddress.Parse("petr@example.org");
    private static readonly EmailAddress Nobody = EmailAddress.Parse("nobody@example.org");
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly FixedClock _clock = new();

    [Fact]
    public async Task Shadow_MessagesAtRcpt_CountOnceWhateverTheRecipients()
    {
        PolicyEngine engine = Build(PolicyRule.Limit("rate", PolicyStages.Rcpt, limit => limit.Messages().Per("client.ip").AtMost(2, Hour), "550 5.1.0 no").Shadow());
        await using PolicySession session = Open(engine);
        await SendAsync(session, 3);

        DecisionRecord second = await SendAsync(session, 3);
        DecisionRecord third = await SendAsync(session, 1);

        Assert.DoesNotContain(second.Rules, static rule => rule.Outcome == RuleOutcome.Shadowed);
        Assert.Contains(third.Rules, static rule => rule.Outcome == RuleOutcome.Shadowed);
    }

    [Fact]
    public async Task Shadow_RecipientIsRefusedByALaterRule_IsNotCounted()
    {
        PolicyEngine engine = Build(
            PolicyRule.Limit("recipients", PolicyStages.Rcpt, limit => limit.Recipients().Per("client.ip").AtMost(2, Hour), "550 5.1.0 no").Shadow(),
            PolicyRule.RefuseIf("nobody", PolicyStages.Rcpt, static context => Nobody.Equals(context.Recipient), "550 5.1.1 no"));
        await using PolicySession session = Open(engine);
        await using PolicyTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Jan, TestContext.Current.CancellationToken);
        for (int i = 0; i < 5; i++) Assert.False((await transaction.RecipientAsync(Nobody, TestContext.Current.CancellationToken)).IsAccepted);

        for (int i = 0; i < 2; i++) Assert.True((await transaction.RecipientAsync(Petr, TestContext.Current.CancellationToken)).IsAccepted);

        Assert.DoesNotContain(transaction.Decision.Rules, static rule => rule.Outcome == RuleOutcome.Shadowed);
    }

    [Theory]
    [InlineData("at-most: { 1h: 2 }", true)]
    [InlineData("at-once: 2", false)]
    public async Task Shadow_Connections_AreCountedAsTheyWouldBe(string limit, bool endsBefore)
    {
        PolicyEngine engine = Yaml(
            $"policy: p\nlanguage: 1\nrules: [conn]\n---\nrule: conn\nabout: A.\nstage: connect\nmode: shadow\nlimit: {{ count: connections, per: [client.ip], {limit} }}\nreply: 421 4.7.0 no");
        var sessions = new List<PolicySession>();
        for (int i = 0; i < 2; i++)
        {
            PolicySession session = Open(engine);
            sessions.Add(session);
            Assert.True((await session.ConnectAsync(TestContext.Current.CancellationToken)).IsAccepted);
            Assert.Equal(RuleOutcome.Passed, Assert.Single(session.Decision.Rules).Outcome);
            await SendAsync(session, 1);
            if (endsBefore) await session.DisposeAsync();
        }

        await using (PolicySession third = Open(engine))
        {
            Assert.True((await third.ConnectAsync(TestContext.Current.CancellationToken)).IsAccepted);
            Assert.Equal(RuleOutcome.Shadowed, Assert.Single(third.Decision.Rules).Outcome);
        }

        foreach (PolicySession session in sessions) await session.DisposeAsync();
        await using PolicySession last = Open(engine);
        await last.ConnectAsync(TestContext.Current.CancellationToken);
        Assert.Equal(endsBefore ? RuleOutcome.Shadowed : RuleOutcome.Passed, Assert.Single(last.Decision.Rules).Outcome);
    }

    [Fact]
    public async Task FirstOf_MessagesAtRcpt_CountOnceWhateverTheRecipients()
    {
        PolicyEngine engine = Build(PolicyRule.FirstOf(
            "either", PolicyRule.Limit("rate", PolicyStages.Rcpt, limit => limit.Messages().Per("client.ip").AtMost(2, Hour), "550 5.1.0 no")));
        await using PolicySession session = Open(engine);
        await SendAsync(session, 3);
        await SendAsync(session, 3);

        Assert.Equal(VerdictKind.Refuse, await FirstRecipientAsync(session));
    }

    [Fact]
    public async Task FirstOf_ARecipientThatALaterRuleRefuses_IsNotCharged()
    {
        PolicyEngine engine = Build(
            PolicyRule.FirstOf("either", PolicyRule.Limit("recipients", PolicyStages.Rcpt, limit => limit.Recipients().Per("client.ip").AtMost(3, Hour), "550 5.1.0 no")),
            PolicyRule.RefuseIf("nobody", PolicyStages.Rcpt, static context => Nobody.Equals(context.Recipient), "550 5.1.1 no"));
        await using PolicySession session = Open(engine);
        await using PolicyTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Jan, TestContext.Current.CancellationToken);
        for (int i = 0; i < 3; i++)
        {
            Assert.False((await transaction.RecipientAsync(Nobody, TestContext.Current.CancellationToken)).IsAccepted);
            Assert.True((await transaction.RecipientAsync(Petr, TestContext.Current.CancellationToken)).IsAccepted);
        }

        Assert.True((await transaction.MessageAsync(new MessageFacts { Size = 1 }, TestContext.Current.CancellationToken)).IsAccepted);
        Assert.True(await transaction.CommitAsync(TestContext.Current.CancellationToken));
        await transaction.DisposeAsync();
        Assert.Equal(VerdictKind.Refuse, await FirstRecipientAsync(session));
    }

    [Fact]
    public async Task Attempts_MessagesAtRcpt_CountOnceWhateverTheRecipients()
    {
        PolicyEngine engine = Build(PolicyRule.Limit(
            "rate", PolicyStages.Rcpt, limit => limit.Messages().ChargeAttempts().Per("client.ip").AtMost(2, Hour), "550 5.1.0 no"));
        await using PolicySession session = Open(engine);
        await SendAsync(session, 3);
        await SendAsync(session, 3);

        await using PolicyTransaction third = session.BeginTransaction();
        await third.MailAsync(Jan, TestContext.Current.CancellationToken);
        Assert.False((await third.RecipientAsync(Petr, TestContext.Current.CancellationToken)).IsAccepted);
        Assert.False((await third.RecipientAsync(Petr, TestContext.Current.CancellationToken)).IsAccepted);
        _clock.Advance(Hour + TimeSpan.FromMinutes(1));
        await SendAsync(Open(engine), 1);
    }

    [Fact]
    public async Task Bytes_DeclaredAndReal_CountOnce()
    {
        PolicyEngine engine = Build(PolicyRule.Limit(
            "volume", PolicyStages.Mail | PolicyStages.Message, limit => limit.Bytes().Per("client.ip").AtMost(1000, Hour), "550 5.1.0 no"));
        await using PolicySession session = Open(engine);
        await SendAsync(session, 1, declared: 400, size: 450);
        await SendAsync(session, 1, declared: 500, size: 550);

        await using PolicyTransaction third = session.BeginTransaction();
        Assert.False((await third.MailAsync(Jan, new MailParameters { DeclaredSize = 1 }, TestContext.Current.CancellationToken)).IsAccepted);
    }

    [Fact]
    public async Task R18_AForgedSender_IsChargedToWhoHasLoggedIn()
    {
        SendingBench bench = new("rule: rate\nabout: A.\nstage: mail\nlimit: { count: messages, per: [account], at-most: { 1h: 3 } }\nreply: 550 5.1.0 no\n");
        for (int i = 0; i < 5; i++) Assert.Equal(i < 3, (await bench.SendAsync(account: "petr@domena.cz", sender: SendingBench.Jan)).IsAccepted);
        await using PolicySession stranger = Open(bench.Engine);
        for (int i = 0; i < 5; i++)
        {
            await using PolicyTransaction forged = stranger.BeginTransaction();
            Assert.False((await forged.MailAsync(Jan, TestContext.Current.CancellationToken)).IsAccepted);
        }

        Assert.Equal(3, await bench.SendUntilRefusedAsync(10));
    }

    [Fact]
    public async Task MessageAsync_AskedAgainAfterTheReservationWasLost_IsNotAcceptedForFree()
    {
        PolicyEngine engine = Build(PolicyRule.Limit("rate", PolicyStages.Mail, limit => limit.Per("client.ip").AtMost(1, Hour), "550 5.1.0 no"));
        await using PolicySession session = Open(engine);
        await using PolicyTransaction slow = session.BeginTransaction();
        await slow.MailAsync(Jan, TestContext.Current.CancellationToken);
        await slow.RecipientAsync(Petr, TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromMinutes(30));
        await SendAsync(Open(engine), 1);
        var message = new MessageFacts { Size = 1 };
        Assert.False((await slow.MessageAsync(message, TestContext.Current.CancellationToken)).IsAccepted);

        Assert.False((await slow.MessageAsync(message, TestContext.Current.CancellationToken)).IsAccepted);

        _clock.Advance(Hour + TimeSpan.FromMinutes(1));
        Assert.True((await slow.MessageAsync(message, TestContext.Current.CancellationToken)).IsAccepted);
        Assert.True(await slow.CommitAsync(TestContext.Current.CancellationToken));
        await using PolicySession other = Open(engine);
        await using PolicyTransaction next = other.BeginTransaction();
        Assert.False((await next.MailAsync(Jan, TestContext.Current.CancellationToken)).IsAccepted);
    }

    [Fact]
    public async Task CommitAsync_AfterTheReservationHasExpired_IsChargedAllTheSame()
    {
        PolicyEngine engine = Build(PolicyRule.Limit("rate", PolicyStages.Mail, limit => limit.Per("client.ip").AtMost(1, Hour), "550 5.1.0 no"));
        await using PolicySession session = Open(engine);
        await using (PolicyTransaction transaction = session.BeginTransaction())
        {
            await transaction.MailAsync(Jan, TestContext.Current.CancellationToken);
            await transaction.RecipientAsync(Petr, TestContext.Current.CancellationToken);
            Assert.True((await transaction.MessageAsync(new MessageFacts { Size = 1 }, TestContext.Current.CancellationToken)).IsAccepted);

            // The next hop takes its time.
            _clock.Advance(TimeSpan.FromMinutes(11));
            Assert.True(await transaction.CommitAsync(TestContext.Current.CancellationToken));
        }

        await using PolicyTransaction next = session.BeginTransaction();
        Assert.False((await next.MailAsync(Jan, TestContext.Current.CancellationToken)).IsAccepted);
    }

    [Fact]
    public async Task WithdrawRecipient_LimitOnRecipients_IsNotCharged()
    {
        PolicyEngine engine = Build(PolicyRule.Limit("recipients", PolicyStages.Rcpt, limit => limit.Recipients().Per("client.ip").AtMost(3, Hour), "550 5.1.0 no"));
        await using PolicySession session = Open(engine);
        await using (PolicyTransaction transaction = session.BeginTransaction())
        {
            await transaction.MailAsync(Jan, TestContext.Current.CancellationToken);
            for (int i = 0; i < 2; i++)
            {
                Assert.True((await transaction.RecipientAsync(Petr, TestContext.Current.CancellationToken)).IsAccepted);
                Assert.True((await transaction.RecipientAsync(Nobody, TestContext.Current.CancellationToken)).IsAccepted);
                transaction.WithdrawRecipient();
            }

            Assert.True((await transaction.MessageAsync(new MessageFacts { Size = 1 }, TestContext.Current.CancellationToken)).IsAccepted);
            Assert.True(await transaction.CommitAsync(TestContext.Current.CancellationToken));
        }

        await SendAsync(session, 1);
        Assert.Equal(VerdictKind.Refuse, await FirstRecipientAsync(session));
    }

    private static async Task<VerdictKind> FirstRecipientAsync(PolicySession session)
    {
        await using PolicyTransaction transaction = session.BeginTransaction();
        Assert.True((await transaction.MailAsync(Jan)).IsAccepted);
        return (await transaction.RecipientAsync(Petr)).Kind;
    }

    private static async Task<DecisionRecord> SendAsync(PolicySession session, int recipients, long? declared = null, long size = 100)
    {
        await using PolicyTransaction transaction = session.BeginTransaction();
        Assert.True((await transaction.MailAsync(Jan, new MailParameters { DeclaredSize = declared })).IsAccepted);
        for (int i = 0; i < recipients; i++) Assert.True((await transaction.RecipientAsync(Petr)).IsAccepted);
        Assert.True((await transaction.MessageAsync(new MessageFacts { Size = size })).IsAccepted);
        Assert.True(await transaction.CommitAsync());
        return transaction.Decision;
    }

    private static PolicySession Open(PolicyEngine engine) => engine.OpenSession(new ClientFacts(IPAddress.Parse("198.51.100.7")));

    private PolicyEngine Build(params IPolicyRule[] rules)
    {
        PolicyBuilder builder = new PolicyBuilder("test").With(ports => ports.TimeProvider = _clock);
        foreach (IPolicyRule rule in rules) builder.Add(rule);
        return builder.Build();
    }

    private PolicyEngine Yaml(string text) => new(new SubmissionPolicyOptions { Source = new InMemoryYamlPolicy("test", text), TimeProvider = _clock });
}
