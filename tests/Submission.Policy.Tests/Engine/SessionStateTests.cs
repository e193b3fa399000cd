using System.Net;
using Submission.Policy.Decisions;

namespace Submission.Policy.Tests.Engine;

/// <summary>What a session knows after something was cut off, changed or ended.</summary>
public sealed class SessionStateTests
{
    private static readonly EmailAddress Jan = EmailAddress.Parse("jan@domena.cz");
    private static readonly AccountFacts Account = new(Jan);

    [Fact]
    public async Task AuthenticateAsync_CancelledWhileARuleWaits_LeavesTheSessionUnauthenticated()
    {
        PolicyEngine engine = new PolicyBuilder("test").Add(PolicyRule.Create("slow", PolicyStages.Auth, static async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return Verdict.Accept;
        })).Build();
        await using PolicySession session = Open(engine);
        using var cancellation = new CancellationTokenSource();
        ValueTask<Verdict> pending = session.AuthenticateAsync(Account, cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);

        Assert.Null(session.Account);
    }

    [Fact]
    public async Task TlsStarted_AfterAuth_ForgetsTheAccount()
    {
        await using PolicySession session = Open(new PolicyBuilder("test").Build());
        await session.AuthenticateAsync(Account, TestContext.Current.CancellationToken);
        Assert.Equal(Account, session.Account);

        session.TlsStarted();

        Assert.Null(session.Account);
    }

    [Fact]
    public async Task Decision_AfterTheCommit_ShowsWhatTheRulesSaw()
    {
        PolicyEngine engine = new PolicyBuilder("test")
            .Limit("per-size", PolicyStages.Message, limit => limit.Messages().Per("message.size", "session.messages").AtMost(5, TimeSpan.FromHours(1)), "550 5.1.0 no")
            .Build();
        await using PolicySession session = Open(engine);
        await using PolicyTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Jan, TestContext.Current.CancellationToken);
        await transaction.RecipientAsync(Jan, TestContext.Current.CancellationToken);
        await transaction.MessageAsync(new MessageFacts { Size = 77 }, TestContext.Current.CancellationToken);

        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, session.Messages);
        Assert.Equal(
            [new ObservedValue("message.size", "77"), new ObservedValue("session.messages", "0")],
            Assert.Single(transaction.Decision.Rules).Saw);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await transaction.CommitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Decision_OfTheSessionWithinATransaction_IsThatOfItsOwnStage()
    {
        await using PolicySession session = Open(new PolicyBuilder("test").Build());
        await session.HeloAsync("a.example", TestContext.Current.CancellationToken);
        await using PolicyTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Jan, TestContext.Current.CancellationToken);

        DecisionRecord decision = session.Decision;

        Assert.Equal(PolicyStage.Helo, decision.Stage);
        Assert.Null(decision.Sender);
        Assert.Equal(PolicyStage.Mail, transaction.Decision.Stage);
    }

    [Fact]
    public async Task CommitAsync_MessageWasRefusedAndARecipientAcceptedSince_Throws()
    {
        await using PolicySession session = Open(new PolicyBuilder("test").RefuseIf("no-messages", PolicyStages.Message, static _ => true, "550 5.7.1 no").Build());
        await using PolicyTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Jan, TestContext.Current.CancellationToken);
        await transaction.RecipientAsync(Jan, TestContext.Current.CancellationToken);
        Assert.False((await transaction.MessageAsync(new MessageFacts { Size = 1 }, TestContext.Current.CancellationToken)).IsAccepted);
        Assert.True((await transaction.RecipientAsync(Jan, TestContext.Current.CancellationToken)).IsAccepted);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await transaction.CommitAsync(TestContext.Current.CancellationToken));
    }

    private static PolicySession Open(PolicyEngine engine) => engine.OpenSession(new ClientFacts(IPAddress.Parse("198.51.100.7")));
}
