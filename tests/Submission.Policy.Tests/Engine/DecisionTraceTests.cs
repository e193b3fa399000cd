using System.Net;
using Submission.Policy.Decisions;

namespace Submission.Policy.Tests.Engine;

/// <summary>Decision records of transactions with very many recipients.</summary>
public sealed class DecisionTraceTests
{
    private static readonly EmailAddress Jan = EmailAddress.Parse("jan@domena.cz");

    [Fact]
    public async Task Decision_MoreRecipientsThanAreKept_StillHoldsTheRuleThatDecided()
    {
        PolicyEngine engine = new PolicyBuilder("test")
            .Limit("recipients", PolicyStages.Rcpt, limit => limit.Recipients().Per("sender").AtMost(1_000_000, TimeSpan.FromHours(1)), "550 5.1.0 no")
            .RefuseIf("last", PolicyStages.Rcpt, static context => context.Recipient!.LocalPart == "last", "550 5.1.1 <{recipient}> no")
            .Build();
        await using PolicySession session = Open(engine);
        await using PolicyTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Jan, TestContext.Current.CancellationToken);
        for (int i = 0; i < 10_000; i++) await transaction.RecipientAsync(Jan, TestContext.Current.CancellationToken);

        await transaction.RecipientAsync(EmailAddress.Parse("last@domena.cz"), TestContext.Current.CancellationToken);

        DecisionRecord decision = transaction.Decision;
        Assert.InRange(decision.Rules.Length, 10_000, 17_000);
        Assert.Equal("last", decision.Rules[^1].Rule.Value);
        Assert.Equal("last@domena.cz", decision.Rules[^1].Recipient);
        Assert.Equal(RuleOutcome.Decided, decision.Rules[^1].Outcome);
    }

    [Fact]
    public async Task Decision_ManyRecipients_CostsInProportionToThem()
    {
        PolicyEngine engine = new PolicyBuilder("test").RefuseIf("never", PolicyStages.Rcpt, static _ => false, "550 5.1.1 no").Build();
        await using PolicySession session = Open(engine);
        await using PolicyTransaction transaction = session.BeginTransaction();
        await transaction.MailAsync(Jan, TestContext.Current.CancellationToken);
        for (int i = 0; i < 2_000; i++) await transaction.RecipientAsync(Jan, TestContext.Current.CancellationToken);
        _ = transaction.Decision;

        long before = GC.GetAllocatedBytesForCurrentThread();
        DecisionRecord decision = transaction.Decision;
        long perRule = (GC.GetAllocatedBytesForCurrentThread() - before) / decision.Rules.Length;

        Assert.InRange(perRule, 0, 1_000);
    }

    private static PolicySession Open(PolicyEngine engine) => engine.OpenSession(new ClientFacts(IPAddress.Parse("198.51.100.7")));
}
