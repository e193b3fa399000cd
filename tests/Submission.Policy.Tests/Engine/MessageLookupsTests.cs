using Submission.Policy.Lookups;

namespace Submission.Policy.Tests.Engine;

/// <summary>Nothing reads a message once its stage is over, however that ends.</summary>
public sealed class MessageLookupsTests
{
    private readonly MessageFixture _message = new();

    [Fact]
    public async Task MessageAsync_VerdictBeforeAScannerHasAnswered_EndsTheScan()
    {
        // The refusal does not wait for the answer of the other scanner.
        _message.Virus = Task.FromResult(LookupResult<string>.Found("Eicar"));
        _message.Spam = new TaskCompletionSource<LookupResult<SpamScan>>().Task;
        Verdict verdict = await MessageFixture.JudgeAsync(_message.Build(("virus", "virus: found"), ("spam", "spam: found")));
        Assert.Equal("virus", verdict.Rule.Value);
        Assert.Equal(["virus", "spam"], _message.Asked);
        Assert.True(_message.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task MessageAsync_ScannerThatTakesItsTimeToEnd_IsWaitedFor()
    {
        var ended = new TaskCompletionSource();
        var scanner = new Stubborn(ended.Task);
        _message.Virus = Task.FromResult(LookupResult<string>.Found("Eicar"));
        PolicyEngine engine = _message.Build(options => options.SpamScanner = scanner, ("virus", "virus: found"), ("spam", "spam: found"));
        (PolicySession session, PolicyTransaction transaction) = await MessageFixture.OpenAsync(engine);
        await using (session)
        await using (transaction)
        {
            Task<Verdict> judged = transaction.MessageAsync(MessageFixture.Message(), TestContext.Current.CancellationToken).AsTask();
            await scanner.Cancelled.Task;
            Assert.False(judged.IsCompleted);
            ended.SetResult();
            Assert.Equal("virus", (await judged).Rule.Value);
        }
    }

    [Fact]
    public async Task MessageAsync_ScannerThatFailsAfterTheVerdict_HarmsNobody()
    {
        _message.Virus = Task.FromResult(LookupResult<string>.Found("Eicar"));
        _message.Spam = Task.FromException<LookupResult<SpamScan>>(new InvalidOperationException("a bug"));
        Verdict verdict = await MessageFixture.JudgeAsync(_message.Build(("virus", "virus: found"), ("spam", "spam: found")));
        Assert.Equal("virus", verdict.Rule.Value);
    }

    [Fact]
    public async Task MessageAsync_SessionThatEndsWhileAScannerWorks_EndsTheScan()
    {
        _message.Spam = new TaskCompletionSource<LookupResult<SpamScan>>().Task;
        (PolicySession session, PolicyTransaction transaction) = await MessageFixture.OpenAsync(_message.Build(("spam", "spam: found")));
        using var ending = new CancellationTokenSource();
        await using (session)
        await using (transaction)
        {
            Task<Verdict> judged = transaction.MessageAsync(MessageFixture.Message(), ending.Token).AsTask();
            Assert.False(judged.IsCompleted);
            await ending.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => judged);
            Assert.True(_message.Token.IsCancellationRequested);
        }
    }

    [Fact]
    public async Task MessageAsync_TokenThatIsCancelledAlready_LeavesNothingBehind()
    {
        Task<LookupResult<SpamScan>> ham = _message.Spam;
        _message.Spam = new TaskCompletionSource<LookupResult<SpamScan>>().Task;
        (PolicySession session, PolicyTransaction transaction) = await MessageFixture.OpenAsync(_message.Build(("spam", "spam: found")));
        await using (session)
        await using (transaction)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await transaction.MessageAsync(MessageFixture.Message(), new CancellationToken(canceled: true)));
            _message.Spam = ham;
            Assert.True((await transaction.MessageAsync(MessageFixture.Message(), TestContext.Current.CancellationToken)).IsAccepted);
        }
    }

    [Fact]
    public async Task ScanForSpamAsync_Always_TellsTheScannerWhoSends()
    {
        (PolicySession session, PolicyTransaction transaction) = await MessageFixture.OpenAsync(_message.Build(("spam", "spam: found")));
        await using (session)
        await using (transaction)
        {
            MessageFacts message = MessageFixture.Message();
            await transaction.MessageAsync(message, TestContext.Current.CancellationToken);
            SpamScanRequest request = Assert.IsType<SpamScanRequest>(_message.Request);
            Assert.Same(message.Content, request.Content);
            Assert.Equal(transaction.Id, request.Id);
            Assert.Equal("198.51.100.7", request.Client.ToString());
            Assert.Equal(MessageFixture.Jan, request.Sender);
            Assert.Equal(["petr@example.org"], request.Recipients.Select(static recipient => recipient.Canonical));
            Assert.Null(request.Account);
        }
    }

    [Theory]
    [InlineData("read", "no message reader is set up")]
    [InlineData("virus", "no virus scanner is set up")]
    [InlineData("spam", "no spam scanner is set up")]
    public async Task Context_PortThatIsNotSetUp_IsUnavailable(string question, string expected)
    {
        string? reason = null;
        IPolicyRule rule = PolicyRule.Create("curious", PolicyStages.Message, async (context, cancellationToken) =>
        {
            reason = await AskAsync(context, question, cancellationToken);
            return Verdict.Accept;
        });
        await MessageFixture.JudgeAsync(new PolicyBuilder("test").Add(rule).Build());
        Assert.Equal(expected, reason);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("virus")]
    [InlineData("spam")]
    public async Task Context_BeforeTheMessage_IsUnavailable(string question)
    {
        string? reason = null;
        IPolicyRule rule = PolicyRule.Create("curious", PolicyStages.Mail, async (context, cancellationToken) =>
        {
            reason = await AskAsync(context, question, cancellationToken);
            return Verdict.Accept;
        });
        await MessageFixture.JudgeAsync(_message.Build(options => options.AddRule(rule)));
        Assert.Equal("the host has not handed over the message", reason);
        Assert.Empty(_message.Asked);
    }

    private static async Task<string?> AskAsync(PolicyContext context, string question, CancellationToken cancellationToken) => question switch
    {
        "read" => (await context.ReadMessageAsync(cancellationToken)).Reason,
        "virus" => (await context.ScanForVirusesAsync(cancellationToken)).Reason,
        _ => (await context.ScanForSpamAsync(cancellationToken)).Reason,
    };

    private sealed class Stubborn(Task ended) : ISpamScanner
    {
        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<LookupResult<SpamScan>> ScanAsync(SpamScanRequest request, CancellationToken cancellationToken)
        {
            await using CancellationTokenRegistration registration = cancellationToken.Register(Cancelled.SetResult);
            await ended;
            return LookupResult<SpamScan>.Unavailable("too late");
        }
    }
}
