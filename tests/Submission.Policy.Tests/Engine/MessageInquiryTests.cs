using Submission.Policy.Decisions;
using Submission.Policy.Lookups;

namespace Submission.Policy.Tests.Engine;

/// <summary>What is found out about a message, when, and how it ends.</summary>
public sealed class MessageInquiryTests
{
    private const string ManyAttachments = "refuse-if: size(message.attachments) > 1";
    private const string Spam = "refuse-if: spam.verdict == 'spam'";
    private const string Big = "refuse-if: message.size > 1000000";
    private readonly MessageFixture _message = new();

    private static MessageStructure Two { get; } = new()
    {
        Attachments = [new AttachmentName("a.pdf", AttachmentNameSource.Disposition), new AttachmentName("b.pdf", AttachmentNameSource.Type)],
    };

    [Fact]
    public async Task MessageAsync_RuleThatReadsNothing_AsksNobody()
    {
        Assert.True((await MessageFixture.JudgeAsync(_message.Build(("big", Big)))).IsAccepted);
        Assert.Empty(_message.Asked);
    }

    [Fact]
    public async Task MessageAsync_RuleThatReadsNothing_AllocatesNothing()
    {
        (PolicySession session, PolicyTransaction transaction) = await MessageFixture.OpenAsync(_message.Build(("big", Big), ("bigger", Big + "0")));
        await using (session)
        await using (transaction)
        {
            MessageFacts message = MessageFixture.Message();
            // The trace of the transaction grows by doubling: with 300 entries it has room for the next 200.
            for (int i = 0; i < 150; i++) Judge();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 50; i++) Judge();
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

            void Judge()
            {
                ValueTask<Verdict> judged = transaction.MessageAsync(message, CancellationToken.None);
                Assert.True(judged.IsCompletedSuccessfully);
            }
        }
    }

    [Theory]
    [InlineData(ManyAttachments, "read")]
    [InlineData(Spam, "spam")]
    [InlineData(Big + "\nunless: size(message.from) == 0", "read")]
    [InlineData(Big + "\nwhen: spam.score > 1.0", "spam")]
    [InlineData(Big + "\non-error: defer 451 4.7.1 {message.attachments}", "read")]
    [InlineData(Big + "\nhelp: https://support.example/", "")]
    [InlineData("refuse-if: spam.score > 5.0 or size(message.received) > 3", "spam read")]
    [InlineData("limit: { count: messages, per: [client.ip], at-most: { 1h: 5 }, only: spam.verdict == 'spam' }", "spam")]
    [InlineData("virus: found", "virus")]
    [InlineData("virus: found\nunless: client.webmail", "virus")]
    [InlineData("virus: found\nunless: message.size > 1", "")]
    [InlineData("spam: found\nwhen: client.tls", "")]
    public async Task MessageAsync_Rule_FindsOutWhatItNeedsAndNoMore(string rule, string expected)
    {
        await MessageFixture.JudgeAsync(_message.Build(("r", rule)));
        Assert.Equal(expected, string.Join(' ', _message.Asked));
    }

    [Fact]
    public async Task MessageAsync_ReplyThatShowsWhatTheMessageHolds_IsWrittenWhole()
    {
        _message.Structure = Task.FromResult(LookupResult<MessageStructure>.Found(Two));
        PolicyEngine engine = _message.Build(options => options.AddRule(
            PolicyRule.RefuseIf("always", PolicyStages.Message, static _ => true, "550 5.7.1 {message.attachments} {spam.score}")));
        Assert.Equal("550 5.7.1 [a.pdf, b.pdf] 0", (await MessageFixture.JudgeAsync(engine)).Reply!.ToString());
    }

    [Fact]
    public async Task MessageAsync_RulesWithinARule_FindOutWhatTheyNeed()
    {
        _message.Structure = Task.FromResult(LookupResult<MessageStructure>.Found(Two));
        IPolicyRule rule = PolicyRule.Create("always", PolicyStages.Message, static (_, _) => new(Verdict.Refuse(new SmtpReply(550, new EnhancedStatus(5, 7, 1), "no"))));
        PolicyEngine engine = _message.Build(options => options.AddRule(PolicyRule.FirstOf("first", PolicyRule.AllOf("all", rule.When("size(message.attachments) == 2")))));
        Assert.False((await MessageFixture.JudgeAsync(engine)).IsAccepted);
        Assert.Equal(["read"], _message.Asked);
    }

    [Fact]
    public async Task MessageAsync_SeveralRules_AskEachQuestionOnce()
    {
        PolicyEngine engine = _message.Build(("a", ManyAttachments), ("b", ManyAttachments + " + 1"), ("c", Spam), ("d", "spam: found"), ("e", "virus: found"));
        Assert.True((await MessageFixture.JudgeAsync(engine)).IsAccepted);
        Assert.Equal(["read", "spam", "virus"], _message.Asked);
    }

    [Fact]
    public async Task MessageAsync_HostHasReadTheMessage_IsNotReadAgain()
    {
        PolicyEngine engine = _message.Build(("many", ManyAttachments));
        Assert.False((await MessageFixture.JudgeAsync(engine, MessageFixture.Message() with { Structure = Two })).IsAccepted);
        Assert.Empty(_message.Asked);
    }

    [Fact]
    public async Task MessageAsync_EarlierRuleRefuses_NothingIsReadOrScanned()
    {
        PolicyEngine engine = _message.Build(("small", "refuse-if: message.size < 1000"), ("many", ManyAttachments), ("virus", "virus: found"), ("spam", Spam));
        Assert.False((await MessageFixture.JudgeAsync(engine)).IsAccepted);
        Assert.Empty(_message.Asked);
    }

    [Fact]
    public async Task MessageAsync_RuleBeforeTheScannersRefuses_NothingIsScanned()
    {
        _message.Structure = Task.FromResult(LookupResult<MessageStructure>.Found(Two));
        PolicyEngine engine = _message.Build(("many", ManyAttachments), ("virus", "virus: found"), ("spam", Spam));
        Assert.Equal("many", (await MessageFixture.JudgeAsync(engine)).Rule.Value);
        Assert.Equal(["read"], _message.Asked);
    }

    [Fact]
    public async Task MessageAsync_TwoScanners_StartTogether()
    {
        var virus = new TaskCompletionSource<LookupResult<string>>();
        _message.Virus = virus.Task;
        PolicyEngine engine = _message.Build(("many", ManyAttachments), ("virus", "virus: found"), ("never", "refuse-if: client.tls"), ("spam", Spam));
        (PolicySession session, PolicyTransaction transaction) = await MessageFixture.OpenAsync(engine);
        await using (session)
        await using (transaction)
        {
            Task<Verdict> judged = transaction.MessageAsync(MessageFixture.Message(), TestContext.Current.CancellationToken).AsTask();
            Assert.Equal(["read", "virus", "spam"], _message.Asked);
            Assert.False(judged.IsCompleted);
            virus.SetResult(LookupResult<string>.Absent("clean"));
            Assert.True((await judged).IsAccepted);
        }
    }

    [Fact]
    public async Task MessageAsync_ExemptRule_DoesNotStartItsScannerAhead()
    {
        PolicyEngine engine = _message.Build(("virus", "virus: found"), ("spam", Spam + "\nunless: message.size > 1"));
        Assert.True((await MessageFixture.JudgeAsync(engine)).IsAccepted);
        Assert.Equal(["virus"], _message.Asked);
    }

    [Fact]
    public async Task MessageAsync_ConditionThatIsNotKnownYet_StartsOnlyWhatItNeedsItself()
    {
        PolicyEngine engine = _message.Build(("spam", Spam), ("virus", "virus: found\nwhen: size(message.attachments) > 0"), ("score", "spam: { above: 5 }\nwhen: spam.score > 1.0"));
        Assert.True((await MessageFixture.JudgeAsync(engine)).IsAccepted);
        Assert.Equal(["spam", "read"], _message.Asked);
    }

    [Theory]
    [InlineData(ManyAttachments, "the message could not be read: no octets")]
    [InlineData(Spam, "the message could not be scanned for spam: no scanner")]
    public async Task MessageAsync_NothingCanBeFoundOut_OnErrorAnswersAndTheRecordTellsWhy(string rule, string reason)
    {
        _message.Structure = Task.FromResult(LookupResult<MessageStructure>.Unavailable("no octets"));
        _message.Spam = Task.FromResult(LookupResult<SpamScan>.Unavailable("no scanner"));
        (PolicySession session, PolicyTransaction transaction) = await MessageFixture.OpenAsync(_message.Build(("r", rule + "\non-error: defer 451 4.7.1 {id} later")));
        await using (session)
        await using (transaction)
        {
            Verdict verdict = await transaction.MessageAsync(MessageFixture.Message(), TestContext.Current.CancellationToken);
            Assert.Equal($"451 4.7.1 {transaction.Id} later", verdict.Reply!.ToString());
            RuleObservation observed = Assert.Single(transaction.Decision.Rules);
            Assert.Equal($"({reason})", Assert.Single(observed.Saw).Value);
        }
    }

    [Fact]
    public async Task MessageAsync_HostWithoutTheOctets_DefersByDefault()
    {
        Verdict verdict = await MessageFixture.JudgeAsync(_message.Build(("many", ManyAttachments)), new MessageFacts { Size = 5 });
        Assert.Equal(VerdictKind.Defer, verdict.Kind);
        Assert.Empty(_message.Asked);
    }

    [Fact]
    public async Task MessageAsync_PortThatThrows_DefersAndTheNextMessageIsJudged()
    {
        PolicyEngine engine = _message.Build(("many", ManyAttachments + "\non-error: accept"));
        _message.Structure = Task.FromException<LookupResult<MessageStructure>>(new InvalidOperationException("a bug"));
        Assert.Equal(VerdictKind.Defer, (await MessageFixture.JudgeAsync(engine)).Kind);
        _message.Structure = Task.FromResult(LookupResult<MessageStructure>.Found(new MessageStructure()));
        Assert.True((await MessageFixture.JudgeAsync(engine)).IsAccepted);
    }

    [Fact]
    public async Task MessageAsync_AnotherMessage_IsReadAndScannedAnew()
    {
        PolicyEngine engine = _message.Build(("many", ManyAttachments), ("spam", Spam));
        (PolicySession session, PolicyTransaction first) = await MessageFixture.OpenAsync(engine);
        await using (session)
        {
            _message.Spam = Task.FromResult(LookupResult<SpamScan>.Found(new SpamScan(IsSpam: true, 9)));
            Assert.Null(first.Spam);
            Assert.False((await first.MessageAsync(MessageFixture.Message(), TestContext.Current.CancellationToken)).IsAccepted);
            Assert.Equal(9, first.Spam!.Value.Value!.Score);
            await first.DisposeAsync();
            Assert.Null(first.Spam);

            _message.Spam = Task.FromResult(LookupResult<SpamScan>.Found(new SpamScan(IsSpam: false, 1)));
            await using PolicyTransaction second = session.BeginTransaction();
            await second.MailAsync(MessageFixture.Jan, TestContext.Current.CancellationToken);
            await second.RecipientAsync(MessageFixture.Jan, TestContext.Current.CancellationToken);
            Assert.Null(second.Spam);
            Assert.True((await second.MessageAsync(MessageFixture.Message(), TestContext.Current.CancellationToken)).IsAccepted);
            Assert.Equal(1, second.Spam!.Value.Value!.Score);
        }

        Assert.Equal(["read", "spam", "read", "spam"], _message.Asked);
    }
}
