using Microsoft.Extensions.Logging.Abstractions;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Sqlite;
using Submission.Gateway.Routing;
using Submission.Gateway.Tests.Queue;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>The engine over the queue in SQLite.</summary>
public sealed class SqliteDeliveryTests
{
    [Fact]
    public async Task Q11_ThreeRecipients_KeepTheirStatesOverARestartOfTheQueue()
    {
        using SqliteQueueFolder folder = new();
        await using ScriptedServer server = new();
        server.Answer = static (_, command) => command switch
        {
            "RCPT TO:<b@example.org>" => "450 4.2.0 later",
            "RCPT TO:<c@example.org>" => "550 5.1.1 who",
            _ => null,
        };
        await using (SqliteMessageQueue queue = Open(folder))
        {
            await using Rig rig = Over(queue, server).Start();
            await rig.SendAsync("a@example.org", "b@example.org", "c@example.org");
            await Rig.UntilAsync(() => server.Mails.Count == 2);
            await Rig.UntilAsync(async () => (await queue.CountAsync(1, TestContext.Current.CancellationToken)) is { Messages: 1, Waiting: 1, UnderWay: 0 });
        }

        await using SqliteMessageQueue again = Open(folder);
        await using Rig second = Over(again, server).Start();
        QueuedDelivery left = Assert.Single(await again.ListAsync(QueueFilter.All, 10, 0, TestContext.Current.CancellationToken));
        QueuedRecipient waiting = Assert.Single(left.Recipients);
        Assert.Equal(("b@example.org", "450 4.2.0 later", 1), (waiting.Command.ForwardPath.ToString(), waiting.Last!.Text, left.Attempts));
        server.Answer = static (_, _) => null;
        await again.RetryAsync(QueueFilter.All, TestContext.Current.CancellationToken);
        await Rig.UntilAsync(async () => (await again.CountAsync(1, TestContext.Current.CancellationToken)).Messages == 0);
        Assert.Equal([["a@example.org"], ["jan@domena.cz"], ["b@example.org"]], server.Mails.Select(static mail => mail.To.ToArray()).OrderBy(static to => to[0] switch { "a@example.org" => 0, "jan@domena.cz" => 1, _ => 2 }));
    }

    [Fact]
    public async Task Q13_ThousandMessagesAndARestartBetween_ArriveOnceEach()
    {
        using SqliteQueueFolder folder = new();
        await using ScriptedServer server = new();
        await using (SqliteMessageQueue queue = Open(folder))
        {
            await using Rig rig = Over(queue, server).Start();
            await Parallel.ForAsync(0, 1000, TestContext.Current.CancellationToken, async (i, _) =>
                await rig.SendAsync(System.Text.Encoding.ASCII.GetBytes($"Subject: {i}\r\n\r\n"), $"u{i}@d{i % 7}.example"));
            await rig.StopAsync();
        }

        await using SqliteMessageQueue again = Open(folder);
        await using Rig second = Over(again, server).Start();
        await Rig.UntilAsync(async () => (await again.CountAsync(1, TestContext.Current.CancellationToken)).Messages == 0);
        string[] subjects = [.. server.Mails.Select(static mail => System.Text.Encoding.ASCII.GetString(mail.Data))];
        Assert.Equal((1000, 1000), (subjects.Length, subjects.Distinct().Count()));
    }

    [Fact]
    public async Task LargeBody_FromItsFile_ArrivesAsItWas()
    {
        using SqliteQueueFolder folder = new();
        await using ScriptedServer server = new();
        await using SqliteMessageQueue queue = Open(folder);
        await using Rig rig = Over(queue, server).Start();
        byte[] body = [.. Enumerable.Range(0, 30_000).SelectMany(static i => System.Text.Encoding.ASCII.GetBytes($".line {i}\r\n"))];
        await rig.SendAsync(body, "eva@example.org");
        await Rig.UntilAsync(async () => (await queue.CountAsync(1, TestContext.Current.CancellationToken)).Messages == 0);
        Assert.Equal(body, Assert.Single(server.Mails).Data);
    }

    private static SqliteMessageQueue Open(SqliteQueueFolder folder) => SqliteMessageQueue.Open(folder.Options, TimeProvider.System, NullLogger.Instance);

    private static Rig Over(SqliteMessageQueue queue, ScriptedServer server)
    {
        Rig rig = new() { Other = queue };
        rig.Routes.Default = StaticRoutes.To(new DeliveryLane("smart"), server.EndPoint);
        return rig;
    }
}
