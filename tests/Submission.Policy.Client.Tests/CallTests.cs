using System.Collections.Immutable;
using Grpc.Core;
using Submission.Policy.Client.Tests.Support;
using Submission.Policy.Decisions;
using Submission.Policy.Delivery;

namespace Submission.Policy.Client.Tests;

/// <summary>The single calls with the real host.</summary>
public sealed class CallTests
{
    private static readonly RuleId MessageRate = new("message-rate");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_OfAWholeMessage_TellsEveryStage_AndChargesNothing()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        CheckResult result = await client.CheckAsync(Dialogs.Whole, Cancellation);
        Assert.Equal(Verdict.Accept, result.Verdict);
        Assert.Equal(Enum.GetValues<PolicyStage>(), result.Stages.Select(static stage => stage.Stage));
        Assert.Equal(AuthenticationOutcome.Succeeded, result.Stages.Single(static stage => stage.Stage == PolicyStage.Auth).Outcome);
        Assert.Equal(0, result.Stages.Single(static stage => stage.Stage == PolicyStage.Rcpt).Recipient);
        Assert.False(result.Spam?.IsSpam);
        Assert.Empty((await client.UsageAsync(PolicyHost.Login, Cancellation)).Windows);
    }

    [Fact]
    public async Task Check_OfSeveralRecipients_JudgesEachOne()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        ImmutableArray<EmailAddress> recipients = [Dialogs.Friend, EmailAddress.Parse("friend@nosuch.example"), EmailAddress.Parse("friend@broken.example")];
        CheckResult result = await client.CheckAsync(Dialogs.Whole with { Recipients = recipients }, Cancellation);
        Assert.True(result.Verdict.IsAccepted);
        Assert.Equal(
            [(0, VerdictKind.Accept), (1, VerdictKind.Refuse), (2, VerdictKind.Defer)],
            result.Stages.Where(static stage => stage.Stage == PolicyStage.Rcpt).Select(static stage => (stage.Recipient!.Value, stage.Verdict.Kind)));
    }

    [Fact]
    public async Task Check_OfAPart_JudgesThatPart()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        CheckResult result = await client.CheckAsync(new SubmissionFacts { Client = PolicyHost.Client }, Cancellation);
        Assert.Equal([new StageVerdict(PolicyStage.Connect, Verdict.Accept)], result.Stages);
    }

    [Fact]
    public async Task Check_OfAMessageThatIsNoneInMemory_SendsItsOctets()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        var content = new StreamedContent(Dialogs.Octets);
        await client.CheckAsync(Dialogs.Whole with { Message = new MessageFacts { Size = content.Length, Content = content } }, Cancellation);
        Assert.Equal(content.Length, Assert.Single(host.World.VirusScanner.Answers).Length);
    }

    [Fact]
    public async Task Check_OfAStructureThatWasTold_NeedsNoOctets()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        var structure = new MessageStructure { Attachments = [new AttachmentName("invoice.exe", AttachmentNameSource.Disposition)] };
        CheckResult result = await client.CheckAsync(Dialogs.Whole with { Message = new MessageFacts { Size = 2000, Structure = structure } }, Cancellation);
        Assert.Equal(new RuleId("bad-attachment"), result.Verdict.Rule);
    }

    [Fact]
    public async Task Reserve_Committed_Charges()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using (PolicyReservation reservation = await client.ReserveAsync(Dialogs.Whole, TimeSpan.FromMinutes(1), Cancellation))
        {
            Assert.True(reservation.IsReserved);
            Assert.Equal(host.World.Clock.GetUtcNow() + TimeSpan.FromMinutes(1), reservation.ExpiresAt);
            Assert.Equal(1, await UsedAsync(client));
            Assert.True(await reservation.CommitAsync(Cancellation));
            await Assert.ThrowsAsync<InvalidOperationException>(() => reservation.CommitAsync(Cancellation));
        }

        Assert.Equal(1, await UsedAsync(client));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reserve_ReleasedOrDisposed_GivesBack(bool isReleased)
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        PolicyReservation reservation = await client.ReserveAsync(Dialogs.Whole, cancellationToken: Cancellation);
        Assert.Equal(1, await UsedAsync(client));
        if (isReleased) await reservation.ReleaseAsync(Cancellation);
        await reservation.DisposeAsync();
        Assert.Equal(0, await UsedAsync(client));
        await reservation.ReleaseAsync(Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(() => reservation.CommitAsync(Cancellation));
    }

    [Fact]
    public async Task Reserve_ThatHasExpired_ChargesNothing()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyReservation reservation = await client.ReserveAsync(Dialogs.Whole, TimeSpan.FromSeconds(1), Cancellation);
        await using PolicyReservation another = await client.ReserveAsync(Dialogs.Whole, TimeSpan.FromSeconds(1), Cancellation);
        host.World.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(await reservation.CommitAsync(Cancellation));
        await another.ReleaseAsync(Cancellation);
    }

    [Fact]
    public async Task Reserve_ThatIsRefused_ReservesNothing()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyReservation reservation = await client.ReserveAsync(Dialogs.Whole with { Sender = EmailAddress.Parse("eve@example.org") }, cancellationToken: Cancellation);
        Assert.False(reservation.IsReserved);
        Assert.Equal(new RuleId("sender-domain-mismatch"), reservation.Result.Verdict.Rule);
        await Assert.ThrowsAsync<InvalidOperationException>(() => reservation.CommitAsync(Cancellation));
    }

    [Fact]
    public async Task Report_OfBounces_ReachesTheShares()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        Verdict verdict = Verdict.Accept;
        int taken = 0;
        while (verdict.IsAccepted && taken < 200)
        {
            await using PolicyReservation reservation = await client.ReserveAsync(Dialogs.Whole, cancellationToken: Cancellation);
            verdict = reservation.Result.Verdict;
            if (!verdict.IsAccepted) break;
            Assert.True(await reservation.CommitAsync(Cancellation));
            await client.ReportAsync(Bounce(host, reservation.Result.Id), Cancellation);
            taken++;
            // A reservation is a connection too, and more than one a second would be too many.
            host.World.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(new RuleId("mostly-bounced"), verdict.Rule);
        Assert.InRange(taken, 100, 101);
    }

    [Fact]
    public async Task Report_OfSeveral_IsTakenWholeOrNotAtAll()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await client.ReportAsync([Bounce(host, default), Bounce(host, TransactionId.Create(host.World.Clock.GetUtcNow()))], Cancellation);
        PolicyServiceException exception = await Assert.ThrowsAsync<PolicyServiceException>(() => client.ReportAsync([], Cancellation));
        Assert.Equal(StatusCode.InvalidArgument, exception.Status);
        exception = await Assert.ThrowsAsync<PolicyServiceException>(
            () => client.ReportAsync([Bounce(host, default), Bounce(host, default) with { MessageId = "" }], Cancellation));
        Assert.Equal("reports[1].message_id", exception.Field);
    }

    [Fact]
    public async Task Usage_OfAnAccount_TellsWhatIsLeft()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await using PolicyReservation reservation = await client.ReserveAsync(Dialogs.Whole, cancellationToken: Cancellation);
        SubjectUsage usage = await client.UsageAsync(PolicyHost.Login, Cancellation);
        WindowUsage[] rate = [.. usage.Windows.Where(static window => window.Rule == MessageRate)];
        Assert.Equal([(1.0, 250L, 249L), (60.0, 1000L, 999L), (1440.0, 20000L, 19999L)], rate.Select(static window => (window.Window!.Value.Length.TotalMinutes, window.Window.Value.AtMost, window.Left!.Value)));
        Assert.All(rate, static window => Assert.Equal(("message-rate/account", PolicyHost.Login, 1L), (window.Key.Scope, window.Key.Subject, window.Used)));
        Assert.Empty(usage.Blocks);
    }

    [Fact]
    public async Task Usage_OfWhoeverIsBlocked_TellsTheBlock()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        host.World.SpamScanner.Answer = Testing.FakeSpamScanner.Spam;
        using PolicyClient client = host.CreateClient();
        for (int number = 0; number < 6; number++)
        {
            await using PolicyReservation reservation = await client.ReserveAsync(Dialogs.Whole, cancellationToken: Cancellation);
            if (reservation.IsReserved) Assert.True(await reservation.CommitAsync(Cancellation));
        }

        SubjectUsage usage = await client.UsageAsync(PolicyHost.Login, Cancellation);
        Counters.CounterBlock block = Assert.Single(usage.Blocks);
        Assert.Equal(PolicyHost.Login, block.Key.Subject);
        Assert.Equal(TimeSpan.FromDays(1), block.Until - block.Since);
    }

    [Fact]
    public async Task Explain_OfARefusal_IsTheEnginesOwnRecord()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        CheckResult result = await client.CheckAsync(Dialogs.Whole with { Recipients = [EmailAddress.Parse("friend@broken.example")] }, Cancellation);
        DecisionRecord? record = await client.ExplainAsync(result.Id, Cancellation);
        Assert.NotNull(record);
        Assert.Equal(result.Verdict, record.Verdict);
        RuleObservation decided = Assert.Single(record.Rules, static rule => rule.Outcome == RuleOutcome.Decided);
        Assert.Equal("friend@broken.example", decided.Recipient);
        Assert.NotEmpty(decided.Saw);
        Assert.Contains(record.Rules, static rule => rule.Rule == MessageRate && rule.Counters.Length > 0);
    }

    [Fact]
    public async Task Explain_OfAnUnknownId_IsNothing()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        Assert.Null(await client.ExplainAsync(TransactionId.Create(host.World.Clock.GetUtcNow()), Cancellation));
    }

    private static async Task<long> UsedAsync(PolicyClient client) =>
        (await client.UsageAsync(PolicyHost.Login, Cancellation)).Windows.Where(static window => window.Rule == MessageRate).Select(static window => window.Used).DefaultIfEmpty().Max();

    private static DeliveryReport Bounce(PolicyHost host, TransactionId id) => new()
    {
        MessageId = id.ToString(),
        Event = DeliveryEvent.Bounced,
        AcceptedAt = host.World.Clock.GetUtcNow(),
        Sender = Dialogs.Sender,
        Recipient = Dialogs.Friend,
        Client = PolicyHost.Client,
        Account = Dialogs.Account,
    };

    private sealed class StreamedContent(byte[] octets) : MessageContent
    {
        public override long Length => octets.Length;

        public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
        {
            memory = default;
            return false;
        }

        public override Stream OpenRead() => new MemoryStream(octets, writable: false);
    }
}
