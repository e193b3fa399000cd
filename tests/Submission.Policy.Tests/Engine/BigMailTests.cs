namespace Submission.Policy.Tests.Engine;

/// <summary>A limit that reads the size (check 10): the declared one at rcpt, the real one at the end, once a message.</summary>
public sealed class BigMailTests
{
    private const long Big = 1_048_577;
    private const string Rule =
        """
        rule: big
        about: A.
        stage: rcpt
        limit: { count: messages, per: [sender], at-most: { 3m: 2 }, only: message.size > 1048576 and recipient.domain in lists.big }
        reply: 550 5.1.0 {id} too many big messages

        """;

    private static readonly string[] Seznam = ["a@seznam.cz"];

    [Theory]
    [InlineData(Big, 100)]
    [InlineData(Big, Big)]
    [InlineData(null, Big)]
    [InlineData(100L, Big)]
    [InlineData(1_048_576L, Big)]
    public async Task Send_BigByEitherSize_IsChargedOnce(long? declared, long size)
    {
        SendingBench bench = new(Rule);
        Assert.Equal(2, await bench.SendUntilRefusedAsync(5, Seznam, declared, size));
    }

    [Theory]
    [InlineData(null, 1_048_576)]
    [InlineData(1_048_576L, 1_048_576)]
    public async Task Send_NotBigByAnySize_IsFree(long? declared, long size)
    {
        SendingBench bench = new(Rule);
        Assert.Equal(5, await bench.SendUntilRefusedAsync(5, Seznam, declared, size));
    }

    [Fact]
    public async Task Refuse_ByTheDeclaredSize_IsAtRcpt()
    {
        SendingBench bench = new(Rule);
        await bench.SendUntilRefusedAsync(2, Seznam, Big, Big);
        Assert.Equal(PolicyStage.Rcpt, (await bench.SendAsync(to: Seznam, declared: Big)).Stage);
        Assert.Equal(PolicyStage.Message, (await bench.SendAsync(to: Seznam, size: Big)).Stage);
        Assert.True((await bench.SendAsync(to: Seznam)).IsAccepted);
        Assert.True((await bench.SendAsync(size: Big, declared: Big)).IsAccepted);
    }

    [Theory]
    [InlineData(Big, Big)]
    [InlineData(null, Big)]
    public async Task Send_ToSeveralOfTheDomains_CountsOnce(long? declared, long size)
    {
        SendingBench bench = new(Rule);
        string[] to = ["a@seznam.cz", "b@email.cz", "petr@example.org", "c@seznam.cz"];
        Assert.Equal(2, await bench.SendUntilRefusedAsync(5, to, declared, size));
    }

    [Fact]
    public async Task Decision_OfAMessageThatWasJudgedTwice_ShowsTheSizeThatEachStageSaw()
    {
        SendingBench.Sent sent = await new SendingBench(Rule).SendAsync(to: Seznam, declared: 2000, size: 3000);
        Assert.Equal(
            [(PolicyStage.Rcpt, "2000"), (PolicyStage.Message, "3000")],
            sent.Decision.Rules.Select(static rule => (rule.Stage, rule.Saw.Single(static fact => fact.Fact is "message.size").Value)));
    }

    [Fact]
    public async Task Refuse_AtMessage_CostsNothingAndTellsTheRule()
    {
        SendingBench bench = new(Rule);
        await bench.SendUntilRefusedAsync(2, Seznam, null, Big);
        bench.Clock.Advance(TimeSpan.FromMinutes(2));
        SendingBench.Sent refused = await bench.SendAsync(to: Seznam, size: Big);
        Assert.Equal("big", refused.Verdict.Rule.Value);
        Assert.Equal($"550 5.1.0 {refused.Id} too many big messages", refused.Verdict.Reply!.ToString());
        bench.Clock.Advance(TimeSpan.FromMinutes(1.01));
        Assert.Equal(2, await bench.SendUntilRefusedAsync(5, Seznam, null, Big));
    }

    [Fact]
    public async Task Send_NotHandedOver_IsFree()
    {
        SendingBench bench = new(Rule);
        for (int i = 0; i < 5; i++) Assert.True((await bench.SendAsync(to: Seznam, size: Big, commits: false)).IsAccepted);
        Assert.Equal(2, await bench.SendUntilRefusedAsync(5, Seznam, Big, Big));
    }

    [Fact]
    public async Task Withdraw_OfTheRecipientThatWasCharged_ChargesTheNext()
    {
        SendingBench bench = new(Rule);
        for (int i = 0; i < 3; i++)
        {
            await using PolicySession session = await bench.OpenAsync();
            await using PolicyTransaction transaction = session.BeginTransaction();
            await transaction.MailAsync(EmailAddress.Parse(SendingBench.Jan), new MailParameters { DeclaredSize = Big }, TestContext.Current.CancellationToken);
            if (i == 2)
            {
                Assert.False((await transaction.RecipientAsync(EmailAddress.Parse("b@email.cz"), TestContext.Current.CancellationToken)).IsAccepted);
                return;
            }

            Assert.True((await transaction.RecipientAsync(EmailAddress.Parse("a@seznam.cz"), TestContext.Current.CancellationToken)).IsAccepted);
            transaction.WithdrawRecipient();
            Assert.True((await transaction.RecipientAsync(EmailAddress.Parse("b@email.cz"), TestContext.Current.CancellationToken)).IsAccepted);
            Assert.True((await transaction.MessageAsync(new MessageFacts { Size = Big }, TestContext.Current.CancellationToken)).IsAccepted);
            Assert.True(await transaction.CommitAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task PerRecipientDomain_WithMoreDomainsThanOneCallTakes_ChargesEach()
    {
        SendingBench bench = new(
            """
            rule: big
            about: A.
            stage: message
            limit: { count: messages, per: [recipient.domain], at-most: { 1h: 1 } }
            reply: 550 5.1.0 {id} no

            """);
        string[] to = [.. Enumerable.Range(0, 200).Select(i => $"a@d{i}.example"), "b@d7.example"];
        Assert.True((await bench.SendAsync(to: to)).IsAccepted);
        Assert.False((await bench.SendAsync(to: ["x@d199.example"])).IsAccepted);
        Assert.False((await bench.SendAsync(to: ["x@new.example", "x@d0.example"])).IsAccepted);
        Assert.True((await bench.SendAsync(to: ["x@new.example"])).IsAccepted);
    }

    [Fact]
    public async Task Attempts_OfBigMail_CountOnceAMessage()
    {
        SendingBench bench = new(Rule.Replace("only:", "charge: attempted, only:", StringComparison.Ordinal));
        Assert.Equal(2, await bench.SendUntilRefusedAsync(5, ["a@seznam.cz", "b@email.cz"], Big, Big));
        bench.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(2, await bench.SendUntilRefusedAsync(5, ["a@seznam.cz", "b@email.cz"], null, Big));
    }

    [Fact]
    public void Rules_OfALimitThatReadsTheSize_AreJudgedAtMessage()
    {
        Assert.Equal(PolicyStages.Rcpt | PolicyStages.Message, Assert.Single(new SendingBench(Rule).Engine.Rules).Stages);
    }
}
