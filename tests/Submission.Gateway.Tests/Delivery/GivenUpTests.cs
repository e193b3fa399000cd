using System.Collections.Concurrent;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Sqlite;
using Submission.Gateway.Tests.Queue;
using Submission.Policy.Delivery;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>Checks 11 and 11a: what an operator gives up has left the queue, and was refused by nobody.</summary>
public sealed class GivenUpTests : IDeliveryFeedback
{
    private readonly ConcurrentQueue<DeliveryReport> _reports = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    ValueTask IDeliveryFeedback.ReportAsync(DeliveryReport report, CancellationToken cancellationToken)
    {
        _reports.Enqueue(report);
        return default;
    }

    [Fact]
    public Task Row11_Drop_IsReportedAsNoLongerQueued() => AssertLeftAsync(static (gateway, filter) => gateway.DropAsync(filter, Token));

    [Fact]
    public Task Row11a_Bounce_IsReportedAsNoLongerQueued_AndNotAsBounced() => AssertLeftAsync(static (gateway, filter) => gateway.BounceAsync(filter, "There is no such domain.", Token));

    private async Task AssertLeftAsync(Func<MailGateway, QueueFilter, ValueTask<QueueChange>> giveUp)
    {
        using SqliteQueueFolder folder = new();
        await using ScriptedServer server = new() { Answer = static (_, command) => command.Contains("@example", StringComparison.Ordinal) ? "450 4.2.0 later" : null };
        await using SqliteMessageQueue queue = SqliteMessageQueue.Open(folder.Options, TimeProvider.System, folder.Log);
        await using Rig rig = new Rig { Other = queue, Feedback = this }.Start();
        rig.Routes.With("example.org", server.EndPoint).With("example.net", server.EndPoint).With("domena.cz", server.EndPoint);
        string one = (await rig.SendAsync("eva@example.org")).ToString();
        string two = (await rig.SendAsync("eva@example.org", "ota@example.net")).ToString();
        await Rig.UntilAsync(async () => (await queue.ListAsync(new QueueFilter { State = DeliveryState.Waiting }, 10, 0, Token)).Count == 3);

        Assert.Equal(new QueueChange(2, 0), await giveUp(rig.Gateway, new QueueFilter { Destination = "example.org" }));
        await Rig.UntilAsync(() => Left().Count == 1);
        Assert.Equal([one], Left());
        Assert.Equal(new QueueChange(1, 0), await giveUp(rig.Gateway, new QueueFilter { Destination = "example.net" }));
        await Rig.UntilAsync(() => Left().Count == 2);
        Assert.Equal([one, two], Left());
        Assert.Equal([DeliveryEvent.Queued, DeliveryEvent.Delivered], _reports.Select(static report => report.Event).Distinct());
        Assert.All(_reports, static report => Assert.Equal(("jan@domena.cz", "jan@domena.cz", "192.0.2.7"), (report.Sender.ToString(), report.Account!.Login, report.Client!.AddressText)));
    }

    private List<string> Left() => [.. _reports.Where(static report => report.Event == DeliveryEvent.Delivered).Select(static report => report.MessageId)];
}
