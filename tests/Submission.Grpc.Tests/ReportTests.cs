using Grpc.Core;

namespace Submission.Grpc.Tests;

/// <summary>Delivery feedback, and what it does to whom it is of.</summary>
public sealed class ReportTests
{
    private const string HalfBounced =
        """
        policy: test
        language: 1
        about: Whose mail bounces is blocked.
        rules: [mostly-bounced]
        ---
        rule: mostly-bounced
        about: More than half of more than two messages of an hour bounced.
        stage: mail
        share: { of: bounced, among: messages, per: [account], within: 1h, more-than: 50%, once-over: 2, block-for: 60m }
        reply: 550 5.1.0 {id} too many bounces
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_Bounces_BlockTheAccountAndUsageTellsIt()
    {
        await using TestHost host = await TestHost.StartAsync(policy: HalfBounced);
        Wire.PolicyService.PolicyServiceClient client = host.Client();
        for (int i = 0; i < 3; i++)
        {
            Wire.ReserveResponse reserved = await client.ReserveAsync(new Wire.ReserveRequest { Facts = Facts.Good() }, cancellationToken: Token);
            Assert.Equal(Wire.VerdictKind.Accept, reserved.Verdict.Kind);
            await client.CommitAsync(new Wire.CommitRequest { TransactionId = reserved.TransactionId }, cancellationToken: Token);
            await client.ReportAsync(new Wire.ReportRequest { Reports = { Bounce(reserved.TransactionId) } }, cancellationToken: Token);
        }

        Wire.ReserveResponse blocked = await client.ReserveAsync(new Wire.ReserveRequest { Facts = Facts.Good() }, cancellationToken: Token);
        Wire.UsageResponse usage = await client.UsageAsync(new Wire.UsageRequest { Subject = SessionTalk.Login }, cancellationToken: Token);

        Assert.Equal("mostly-bounced", blocked.Verdict.Rule);
        Assert.Equal(SessionTalk.Login, Assert.Single(usage.Blocks).Subject);
    }

    [Fact]
    public async Task Report_OneOfManyIsWrong_TakesNoneAndNamesIt()
    {
        await using TestHost host = await TestHost.StartAsync(policy: HalfBounced);
        var request = new Wire.ReportRequest { Reports = { Bounce("a"), Bounce("b"), Bounce("c"), new Wire.DeliveryReport { MessageId = "d", Sender = SessionTalk.Login } } };

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.Client().ReportAsync(request, cancellationToken: Token));

        Assert.Equal(new Status(StatusCode.InvalidArgument, "reports[3].event: it is required"), exception.Status);
        Assert.Empty(await host.Engine.Usage.ReadAsync(SessionTalk.Login, Token));
    }

    [Theory]
    [InlineData("""{ }""", "reports: it is required")]
    [InlineData("""{ "reports": [ { } ] }""", "reports[0].message_id: it is required")]
    [InlineData("""{ "reports": [ { "messageId": "1" } ] }""", "reports[0].sender: it is required")]
    [InlineData("""{ "reports": [ { "messageId": "1", "sender": "x", "event": 1 } ] }""", "reports[0].sender: it is no mailbox")]
    [InlineData("""{ "reports": [ { "messageId": "1", "sender": "", "event": 9 } ] }""", "reports[0].event: there is no event 9")]
    [InlineData("""{ "reports": [ { "messageId": "1", "sender": "", "event": 1, "recipient": "" } ] }""", "reports[0].recipient: it is required")]
    [InlineData("""{ "reports": [ { "messageId": "1", "sender": "", "event": 1, "clientAddress": "x" } ] }""", "reports[0].client_address: it must be an IPv4 or IPv6 address without a port")]
    public async Task Report_FieldAbsentOrWrong_NamesIt(string json, string error)
    {
        await using TestHost host = await TestHost.StartAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.Client().ReportAsync(Wire.ReportRequest.Parser.ParseJson(json), cancellationToken: Token));

        Assert.Equal(new Status(StatusCode.InvalidArgument, error), exception.Status);
    }

    [Fact]
    public async Task Report_MomentOutsideTheCalendar_NamesIt()
    {
        await using TestHost host = await TestHost.StartAsync();
        Wire.DeliveryReport report = Bounce("a");
        report.AcceptedAt = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = long.MaxValue };

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.Client().ReportAsync(new Wire.ReportRequest { Reports = { report } }, cancellationToken: Token));

        Assert.Equal("reports[0].accepted_at: it is no moment of the years 1 to 9999", exception.Status.Detail);
    }

    private static Wire.DeliveryReport Bounce(string id) => new()
    {
        MessageId = id,
        Event = Wire.DeliveryEvent.Bounced,
        Sender = SessionTalk.Login,
        Recipient = "friend@example.net",
        ClientAddress = "192.0.2.1",
        Login = SessionTalk.Login,
    };
}
