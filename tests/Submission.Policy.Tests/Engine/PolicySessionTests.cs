using System.Net;
using Submission.Policy.Decisions;

namespace Submission.Policy.Tests.Engine;

public sealed class PolicySessionTests
{
    private static readonly EmailAddress Jan = EmailAddress.Parse("jan@domena.cz");
    private static readonly EmailAddress Petr = EmailAddress.Parse("petr@example.org");
    private readonly FixedClock _clock = new();

    [Fact]
    public async Task MailAsync_LimitIsReached_RefusesWithTheReplyAndSaysWhenItOpens()
    {
        PolicyEngine engine = Build(builder => builder.Limit(
            "message-rate", PolicyStages.Mail, limit => limit.Messages().Per("client.ip").AtMost(2, TimeSpan.FromMinutes(1)), "550 5.1.0 {id} policy violation"));
        await using PolicySession session = Open(engine);
        await SendAsync(session);
        await SendAsync(session);

        await using PolicyTransaction transaction = session.BeginTransaction();
        Verdict verdict = await transaction.MailAsync(Jan, TestContext.Current.CancellationToken);

        Assert.Equal(VerdictKind.Refuse, verdict.Kind);
        Assert.Equal($"550 5.1.0 {transaction.Id} policy violation", verdict.Reply!.ToString());
        Assert.Equal("message-rate", verdict.Rule.Value);
        CounterObservation counter = Assert.Single(Assert.Single(transaction.Decision.Rules).Counters);
        Assert.Equal(2, counter.Used);
        Assert.InRange(counter.OpensAt!.Value, _clock.GetUtcNow().AddSeconds(60), _clock.GetUtcNow().AddSeconds(60.1));
    }

    [Fact]
    public async Task DisposeAsync_WithoutCommit_GivesBackWhatWasReserved()
    {
        PolicyEngine engine = Build(builder => builder.Limit(
            "message-rate", PolicyStages.Mail, limit => limit.Per("client.ip").AtMost(1, TimeSpan.FromMinutes(1)), "550 5.1.0 {id} policy violation"));
        await using PolicySession session = Open(engine);
        for (int i = 0; i < 5; i++)
        {
            await using PolicyTransaction transaction = session.BeginTransaction();
            Assert.True((await transaction.MailAsync(Jan, TestContext.Current.CancellationToken)).IsAccepted);
        }
    }

    [Fact]
    public async Task CommitAsync_ReservationHasExpired_IsWonAnewAtTheMessage()
    {
        PolicyEngine engine = Build(builder => builder.Limit(
            "message-rate", PolicyStages.Mail, limit => limit.Per("client.ip").AtMost(1, TimeSpan.FromHours(1)), "550 5.1.0 {id} policy violation"));
        await using PolicySession session = Open(engine);
        await using PolicyTransaction slow = session.BeginTransaction();
        Assert.True((await slow.MailAsync(Jan, TestContext.Current.CancellationToken)).IsAccepted);
        Assert.True((await slow.RecipientAsync(Petr, TestContext.Current.CancellationToken)).IsAccepted);
        _clock.Advance(TimeSpan.FromMinutes(30));

        Assert.True((await slow.MessageAsync(new MessageFacts { Size = 1 }, TestContext.Current.CancellationToken)).IsAccepted);
        Assert.True(await slow.CommitAsync(TestContext.Current.CancellationToken));

        await using PolicySession other = Open(engine);
        await using PolicyTransaction second = other.BeginTransaction();
        Assert.False((await second.MailAsync(Jan, TestContext.Current.CancellationToken)).IsAccepted);
    }

    [Fact]
    public async Task MessageAsync_ExpiredReservationWasTakenByAnother_IsRefused()
    {
        PolicyEngine engine = Build(builder => builder.Limit(
            "message-rate", PolicyStages.Mail, limit => limit.Per("client.ip").AtMost(1, TimeSpan.FromHours(1)), "550 5.1.0 {id} policy violation"));
        await using PolicySession session = Open(engine);
        await using PolicyTransaction slow = session.BeginTransaction();
        await slow.MailAsync(Jan, TestContext.Current.CancellationToken);
        await slow.RecipientAsync(Petr, TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromMinutes(30));
        await using PolicySession other = Open(engine);
        await SendAsync(other);

        Verdict verdict = await slow.MessageAsync(new MessageFacts { Size = 1 }, TestContext.Current.CancellationToken);

        Assert.False(verdict.IsAccepted);
    }

    [Fact]
    public async Task AuthenticateAsync_EleventhFailure_ClosesAndRefusesTheNextConnection()
    {
        PolicyEngine engine = Build(builder => builder
            .Limit(
                "too-many-auth-failures",
                PolicyStages.Connect | PolicyStages.Auth,
                limit => limit.AuthenticationFailures().Per("client.ip").AtMost(10, TimeSpan.FromHours(1)),
                "554 5.1.0 {id} Connection refused from {ip}.")
            .Add(PolicyRule.RefuseIf("authentication", PolicyStages.Auth, context => context.Authentication != AuthenticationOutcome.Succeeded, "535 5.1.0 {id} authentication failed")));
        await using PolicySession session = Open(engine);
        for (int i = 0; i < 10; i++)
            Assert.Equal(535, (await session.AuthenticateAsync("jan@domena.cz", AuthenticationOutcome.WrongPassword, TestContext.Current.CancellationToken)).Reply!.Code);

        Assert.Equal(554, (await session.AuthenticateAsync("jan@domena.cz", AuthenticationOutcome.UnknownUser, TestContext.Current.CancellationToken)).Reply!.Code);
        await using PolicySession next = engine.OpenSession(new ClientFacts(IPAddress.Parse("198.51.100.7")));
        Verdict refused = await next.ConnectAsync(TestContext.Current.CancellationToken);
        Assert.Equal(VerdictKind.Close, refused.Kind);
        Assert.Equal($"554 5.1.0 {next.Id} Connection refused from 198.51.100.7.", refused.Reply!.ToString());
    }

    [Fact]
    public async Task MailAsync_RuleThrows_DefersAndTheSessionGoesOn()
    {
        PolicyEngine engine = Build(builder => builder.Add(PolicyRule.Create(
            "broken", PolicyStages.Mail, static (context, _) => context.Sender!.LocalPart == "jan" ? throw new InvalidDataException("bug") : new(Verdict.Accept))));
        await using PolicySession session = Open(engine);
        await using (PolicyTransaction transaction = session.BeginTransaction())
        {
            Verdict verdict = await transaction.MailAsync(Jan, TestContext.Current.CancellationToken);
            Assert.Equal($"451 4.3.0 {transaction.Id} temporary failure, try again later", verdict.Reply!.ToString());
        }

        await using PolicyTransaction next = session.BeginTransaction();
        Assert.True((await next.MailAsync(Petr, TestContext.Current.CancellationToken)).IsAccepted);
    }

    [Fact]
    public async Task MailAsync_ShadowedRule_IsRecordedAndNotEnforced()
    {
        PolicyEngine engine = Build(builder => builder.Add(PolicyRule.RefuseIf("no-mail", PolicyStages.Mail, static _ => true, "550 5.7.1 no").Shadow()));
        await using PolicySession session = Open(engine);
        await using PolicyTransaction transaction = session.BeginTransaction();

        Assert.True((await transaction.MailAsync(Jan, TestContext.Current.CancellationToken)).IsAccepted);
        RuleObservation observation = Assert.Single(transaction.Decision.Rules);
        Assert.Equal(RuleOutcome.Shadowed, observation.Outcome);
        Assert.Equal("550 5.7.1 no", observation.Verdict!.Reply!.ToString());
    }

    [Theory]
    [InlineData("jan@domena.cz", false)]
    [InlineData("petr@example.org", true)]
    public async Task When_AndUnless_DecideWhetherTheRuleIsAsked(string sender, bool accepted)
    {
        IPolicyRule rule = PolicyRule.RefuseIf("foreign", PolicyStages.Mail, static _ => true, "550 5.7.1 no").When("sender.domain == 'domena.cz'").Unless(static context => context.IsTls);
        PolicyEngine engine = Build(builder => builder.Add(rule));
        await using PolicySession session = Open(engine);
        await using PolicyTransaction transaction = session.BeginTransaction();
        Assert.Equal(accepted, (await transaction.MailAsync(EmailAddress.Parse(sender), TestContext.Current.CancellationToken)).IsAccepted);
    }

    [Fact]
    public async Task OnError_UnavailableAnswer_IsWhatTheRuleSays()
    {
        IPolicyRule doubtful = PolicyRule.Create("doubtful", PolicyStages.Mail, static (_, _) => new(Verdict.Unavailable("no answer")));
        PolicyEngine accepting = Build(builder => builder.Add(doubtful.OnError(VerdictKind.Accept)));
        PolicyEngine deferring = Build(builder => builder.Add(doubtful));
        PolicyEngine refusing = Build(builder => builder.Add(doubtful.OnError(VerdictKind.Refuse, SmtpReply.Parse("550 5.7.1 no"))));
        Assert.Equal(VerdictKind.Accept, (await MailAsync(accepting)).Kind);
        Assert.Equal(VerdictKind.Defer, (await MailAsync(deferring)).Kind);
        Assert.Equal(VerdictKind.Refuse, (await MailAsync(refusing)).Kind);

        async Task<Verdict> MailAsync(PolicyEngine engine)
        {
            await using PolicySession session = Open(engine);
            await using PolicyTransaction transaction = session.BeginTransaction();
            return await transaction.MailAsync(Jan, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task RecipientAsync_LimitPerTransaction_ChargesAMessageOnceWhateverItsRecipients()
    {
        PolicyEngine engine = Build(builder => builder.Limit(
            "message-rate", PolicyStages.Rcpt, limit => limit.Messages().Per("sender").AtMost(2, TimeSpan.FromMinutes(1)), "550 5.1.0 {id} policy violation"));
        await using PolicySession session = Open(engine);
        await SendAsync(session, recipients: 5);
        await SendAsync(session, recipients: 5);
        await using PolicyTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Jan, TestContext.Current.CancellationToken);
        Assert.False((await transaction.RecipientAsync(Petr, TestContext.Current.CancellationToken)).IsAccepted);
    }

    [Fact]
    public async Task ConnectAsync_LookUpsOfAStage_StartTogether()
    {
        var first = new TaskCompletionSource<Verdict>();
        var second = new TaskCompletionSource<Verdict>();
        var started = new List<string>();
        PolicyEngine engine = Build(builder => builder
            .Add(new SlowRule("slow-one", first.Task, started))
            .Add(new SlowRule("slow-two", second.Task, started)));
        await using PolicySession session = Open(engine);
        ValueTask<Verdict> verdict = session.ConnectAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["slow-one", "slow-two"], started);
        second.SetResult(Verdict.Accept);
        first.SetResult(Verdict.Accept);
        Assert.True((await verdict).IsAccepted);
    }

    [Fact]
    public async Task ConnectAsync_RefusedBeforeTheFirstLookUp_StartsNone()
    {
        var started = new List<string>();
        PolicyEngine engine = Build(builder => builder
            .Add(PolicyRule.RefuseIf("busy", PolicyStages.Connect, static _ => true, "421 4.3.2 {id} busy"))
            .Add(new SlowRule("slow-one", Task.FromResult(Verdict.Accept), started))
            .Add(new SlowRule("slow-two", Task.FromResult(Verdict.Accept), started)));
        await using PolicySession session = Open(engine);
        Assert.False((await session.ConnectAsync(TestContext.Current.CancellationToken)).IsAccepted);
        Assert.Empty(started);
    }

    [Fact]
    public async Task ConnectAsync_RulesWithinAnother_StartTheirLookUpsTogetherWhereTheyApply()
    {
        var answer = new TaskCompletionSource<Verdict>();
        var started = new List<string>();
        PolicyEngine engine = Build(builder => builder.Add(PolicyRule.FirstOf(
            "first",
            new SlowRule("slow-one", answer.Task, started),
            new SlowRule("exempt", answer.Task, started).Unless(static _ => true),
            new SlowRule("slow-two", answer.Task, started).When(static _ => true))));
        await using PolicySession session = Open(engine);

        ValueTask<Verdict> verdict = session.ConnectAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["slow-one", "slow-two"], started);
        answer.SetResult(Verdict.Accept);
        Assert.True((await verdict).IsAccepted);
    }

    private static PolicySession Open(PolicyEngine engine) => engine.OpenSession(new ClientFacts(IPAddress.Parse("198.51.100.7")));

    private PolicyEngine Build(Action<PolicyBuilder> configure)
    {
        PolicyBuilder builder = new PolicyBuilder("test").With(ports => ports.TimeProvider = _clock);
        configure(builder);
        return builder.Build();
    }

    private static async Task SendAsync(PolicySession session, int recipients = 1)
    {
        await using PolicyTransaction transaction = session.BeginTransaction();
        Assert.True((await transaction.MailAsync(Jan)).IsAccepted);
        for (int i = 0; i < recipients; i++) Assert.True((await transaction.RecipientAsync(Petr)).IsAccepted);
        Assert.True((await transaction.MessageAsync(new MessageFacts { Size = 100 })).IsAccepted);
        Assert.True(await transaction.CommitAsync());
    }

    private sealed class SlowRule(string id, Task<Verdict> answer, List<string> started) : IPrefetchingRule
    {
        public RuleId Id { get; } = new(id);

        public PolicyStages Stages => PolicyStages.Connect;

        public void Prefetch(PolicyContext context, CancellationToken cancellationToken) => started.Add(Id.Value);

        public async ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken) => await answer;
    }
}
