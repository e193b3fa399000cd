using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Submission.Grpc.Tests;

/// <summary>The single calls.</summary>
public sealed class CallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_GoodMessage_GoesOnAndLeavesNoTrace()
    {
        await using TestHost host = await TestHost.StartAsync();
        Wire.PolicyService.PolicyServiceClient client = host.Client();

        // More than the limit lets pass.
        for (int i = 0; i < 4; i++)
        {
            Wire.CheckResponse response = await client.CheckAsync(new Wire.CheckRequest { Facts = Facts.Good() }, cancellationToken: Token);
            Assert.Equal(Wire.VerdictKind.Accept, response.Verdict.Kind);
            Assert.Equal(
                [Wire.Stage.Connect, Wire.Stage.Helo, Wire.Stage.Auth, Wire.Stage.Mail, Wire.Stage.Rcpt, Wire.Stage.Message],
                response.Stages.Select(static stage => stage.Stage));
        }

        Assert.Empty((await client.UsageAsync(new Wire.UsageRequest { Subject = SessionTalk.Login }, cancellationToken: Token)).Limits);
    }

    [Fact]
    public async Task Check_FailedAuthentications_AreJudgedAsTheNextAndNotCounted()
    {
        await using TestHost host = await TestHost.StartAsync();
        Wire.PolicyService.PolicyServiceClient client = host.Client();
        for (int i = 0; i < 6; i++)
        {
            Wire.CheckResponse response = await client.CheckAsync(new Wire.CheckRequest { Facts = Facts.Failed() }, cancellationToken: Token);
            Assert.Equal("authentication", response.Verdict.Rule);
        }

        using SessionTalk talk = SessionTalk.Begin(client, Token);
        await talk.AskAsync(SessionTalk.Connect());
        for (int i = 0; i < 3; i++) Assert.Equal("authentication", (await talk.AskAsync(SessionTalk.Failed())).Verdict.Rule);

        // The fourth would be too many, whether it is asked about or happens.
        Assert.Equal("too-many-failures", (await client.CheckAsync(new Wire.CheckRequest { Facts = Facts.Failed() }, cancellationToken: Token)).Verdict.Rule);
        Assert.Equal("too-many-failures", (await talk.AskAsync(SessionTalk.Failed())).Verdict.Rule);
    }

    [Fact]
    public async Task Check_PartOfTheFacts_IsJudgedAsFarAsItGoes()
    {
        await using TestHost host = await TestHost.StartAsync();
        Wire.MessageFacts facts = Facts.Good();
        facts.Message = null;
        facts.Recipients.Clear();

        Wire.CheckResponse response = await host.Client().CheckAsync(new Wire.CheckRequest { Facts = facts }, cancellationToken: Token);

        Assert.Equal(Wire.Stage.Mail, response.Stages[^1].Stage);
        Assert.Equal(Wire.VerdictKind.Accept, response.Verdict.Kind);
    }

    [Fact]
    public async Task Check_SomeRecipientsRefused_TellsWhich()
    {
        await using TestHost host = await TestHost.StartAsync();
        Wire.MessageFacts facts = Facts.Good();
        facts.Recipients.Add(new Wire.Rcpt { ForwardPath = "a@refused.example" });
        facts.Recipients.Add(new Wire.Rcpt { ForwardPath = "no mailbox" });

        Wire.CheckResponse response = await host.Client().CheckAsync(new Wire.CheckRequest { Facts = facts }, cancellationToken: Token);

        Assert.Equal(
            ["0 ", "1 no-such-recipient", "2 "],
            response.Stages.Where(static stage => stage.Stage == Wire.Stage.Rcpt).Select(static stage => $"{stage.RecipientIndex} {stage.Verdict.Rule}"));
        Assert.Equal("501 5.1.3 Bad recipient address", response.Stages[6].Verdict.Reply.Line);
        Assert.Equal(Wire.Stage.Message, response.Stages[^1].Stage);
        Assert.Equal(Wire.VerdictKind.Accept, response.Verdict.Kind);
    }

    [Fact]
    public async Task Check_AllRecipientsRefused_IsTheFirstRefusal()
    {
        await using TestHost host = await TestHost.StartAsync();
        Wire.MessageFacts facts = Facts.Good();
        facts.Recipients[0].ForwardPath = "a@refused.example";

        Wire.CheckResponse response = await host.Client().CheckAsync(new Wire.CheckRequest { Facts = facts }, cancellationToken: Token);

        Assert.Equal("no-such-recipient", response.Verdict.Rule);
        Assert.Equal(Wire.Stage.Rcpt, response.Stages[^1].Stage);
    }

    [Theory]
    [InlineData("", "facts: it is required")]
    [InlineData("{ }", "facts.connect: it is required")]
    [InlineData("""{ "connect": { "clientAddress": "::1" }, "recipients": [ { "forwardPath": "a@b.example" } ] }""", "facts.mail: it is required")]
    [InlineData("""{ "connect": { "clientAddress": "::1" }, "message": { "size": 1 } }""", "facts.recipients: it is required")]
    [InlineData("""{ "connect": { "clientAddress": "::1" }, "mail": { } }""", "facts.mail.reverse_path: it is required")]
    [InlineData("""{ "connect": { "clientAddress": "::1" }, "mail": { "reversePath": "" }, "recipients": [ { } ] }""", "facts.recipients[0].forward_path: it is required")]
    [InlineData("""{ "connect": { "clientAddress": "::1" }, "authentication": { "login": "x" } }""", "facts.authentication.outcome: it is required")]
    [InlineData("""{ "connect": { "clientAddress": "::1" }, "mail": { "reversePath": "", "declaredSize": "18446744073709551615" } }""", "facts.mail.declared_size: it is too large")]
    public async Task Check_FieldAbsentOrWrong_NamesIt(string json, string error)
    {
        await using TestHost host = await TestHost.StartAsync();
        var request = new Wire.CheckRequest { Facts = json.Length == 0 ? null : Wire.MessageFacts.Parser.ParseJson(json) };

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.Client().CheckAsync(request, cancellationToken: Token));

        Assert.Equal(new Status(StatusCode.InvalidArgument, error), exception.Status);
    }

    [Fact]
    public async Task Reserve_CommitAndRelease_ChargeAndGiveBack()
    {
        await using TestHost host = await TestHost.StartAsync();
        Wire.PolicyService.PolicyServiceClient client = host.Client();
        Wire.ReserveResponse first = await client.ReserveAsync(new Wire.ReserveRequest { Facts = Facts.Good() }, cancellationToken: Token);
        Wire.ReserveResponse second = await client.ReserveAsync(new Wire.ReserveRequest { Facts = Facts.Good() }, cancellationToken: Token);
        Wire.ReserveResponse third = await client.ReserveAsync(new Wire.ReserveRequest { Facts = Facts.Good() }, cancellationToken: Token);

        Assert.NotNull(first.ExpiresAt);
        Assert.Equal("two-messages", third.Verdict.Rule);
        Assert.Null(third.ExpiresAt);
        Assert.Equal(2, host.Reservations.Count);

        Assert.True((await client.CommitAsync(new Wire.CommitRequest { TransactionId = first.TransactionId }, cancellationToken: Token)).Charged);
        await client.ReleaseAsync(new Wire.ReleaseRequest { TransactionId = second.TransactionId }, cancellationToken: Token);

        Wire.LimitUsage usage = Assert.Single((await client.UsageAsync(new Wire.UsageRequest { Subject = SessionTalk.Login }, cancellationToken: Token)).Limits);
        Assert.Equal(("two-messages", 1UL, 2UL, 1UL, null), (usage.Rule, usage.Used, usage.AtMost, usage.Left, usage.OpensAt));
        Assert.Equal(Duration.FromTimeSpan(TimeSpan.FromHours(1)), usage.Window);
        Assert.Equal(0, host.Reservations.Count);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(
            async () => await client.CommitAsync(new Wire.CommitRequest { TransactionId = first.TransactionId }, cancellationToken: Token))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(
            async () => await client.ReleaseAsync(new Wire.ReleaseRequest { TransactionId = second.TransactionId }, cancellationToken: Token))).StatusCode);
    }

    [Fact]
    public async Task Reserve_TableIsFull_IsExhaustionUntilOneEnds()
    {
        await using TestHost host = await TestHost.StartAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Submission:Grpc:Reservations"] = "1" });
        Wire.PolicyService.PolicyServiceClient client = host.Client();
        Wire.ReserveResponse first = await client.ReserveAsync(new Wire.ReserveRequest { Facts = Facts.Good() }, cancellationToken: Token);

        RpcException exception = await Assert.ThrowsAsync<RpcException>(
            async () => await client.ReserveAsync(new Wire.ReserveRequest { Facts = Facts.Good("eva@domena.cz") }, cancellationToken: Token));
        await client.ReleaseAsync(new Wire.ReleaseRequest { TransactionId = first.TransactionId }, cancellationToken: Token);

        Assert.Equal(StatusCode.ResourceExhausted, exception.StatusCode);
        Assert.NotNull((await client.ReserveAsync(new Wire.ReserveRequest { Facts = Facts.Good("eva@domena.cz") }, cancellationToken: Token)).ExpiresAt);
    }

    [Fact]
    public async Task Reserve_NobodyEndsIt_IsGivenBackAfterItsLifetime()
    {
        var clock = new ManualTimeProvider();
        await using TestHost host = await TestHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(clock));
        Wire.PolicyService.PolicyServiceClient client = host.Client();
        var request = new Wire.ReserveRequest { Facts = Facts.Good(), Lifetime = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)) };
        Wire.ReserveResponse response = await client.ReserveAsync(request, cancellationToken: Token);
        Assert.Equal(clock.GetUtcNow().AddSeconds(30), response.ExpiresAt.ToDateTimeOffset());

        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, host.Reservations.Count);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, host.Reservations.Count);
        Assert.Empty((await client.UsageAsync(new Wire.UsageRequest { Subject = SessionTalk.Login }, cancellationToken: Token)).Limits);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(
            async () => await client.CommitAsync(new Wire.CommitRequest { TransactionId = response.TransactionId }, cancellationToken: Token))).StatusCode);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 999_999_999)]
    [InlineData(541, 0)]
    [InlineData(540, 1)]
    [InlineData(-1, 0)]
    [InlineData(315_576_000_001, 0)]
    [InlineData(60, -5)]
    public async Task Reserve_LifetimeOutsideItsRange_NamesIt(long seconds, int nanos)
    {
        await using TestHost host = await TestHost.StartAsync();
        var request = new Wire.ReserveRequest { Facts = Facts.Good(), Lifetime = new Duration { Seconds = seconds, Nanos = nanos } };

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.Client().ReserveAsync(request, cancellationToken: Token));

        Assert.Equal(new Status(StatusCode.InvalidArgument, "lifetime: it must be 1 second to 9 minutes"), exception.Status);
        Assert.Equal(0, host.Reservations.Count);
    }

    [Fact]
    public async Task Explain_RefusedMessage_TellsTheRulesThatWereAsked()
    {
        await using TestHost host = await TestHost.StartAsync();
        Wire.PolicyService.PolicyServiceClient client = host.Client();
        Wire.MessageFacts facts = Facts.Good();
        facts.Mail.ReversePath = "eva@elsewhere.example";
        Wire.CheckResponse check = await client.CheckAsync(new Wire.CheckRequest { Facts = facts }, cancellationToken: Token);

        Wire.Decision decision = (await client.ExplainAsync(new Wire.ExplainRequest { Id = check.TransactionId }, cancellationToken: Token)).Decision;

        Assert.Equal(check.Verdict, decision.Verdict);
        Assert.Equal(("test", "192.0.2.1", SessionTalk.Login, "eva@elsewhere.example"), (decision.Policy, decision.Client, decision.Account, decision.Sender));
        Wire.RuleObservation own = Assert.Single(decision.Rules, static rule => rule.Rule == "own-sender");
        Assert.Equal((Wire.RuleOutcome.Decided, Wire.Stage.Mail), (own.Outcome, own.Stage));
        Assert.Contains(new Wire.ObservedFact { Fact = "sender.domain", Value = "elsewhere.example" }, own.Saw);
    }

    [Theory]
    [InlineData("", StatusCode.InvalidArgument)]
    [InlineData("short", StatusCode.InvalidArgument)]
    [InlineData("0353d7RPlhlWLw4IexnEHA", StatusCode.NotFound)]
    public async Task Explain_IdThatIsNone_IsAnError(string id, StatusCode code)
    {
        await using TestHost host = await TestHost.StartAsync();

        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(async () => await host.Client().ExplainAsync(new Wire.ExplainRequest { Id = id }, cancellationToken: Token))).StatusCode);
    }
}
