using System.Text;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Sqlite;
using Submission.Gateway.Tests.Queue;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>What becomes of mail that an operator keeps waiting: of a suspended destination, and held.</summary>
public sealed class SuspendedMailTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Q20_SuspendedDestination_SenderHearsOfTheDelayAndThenOfTheEndWithTheReason()
    {
        using SqliteQueueFolder folder = new();
        await using ScriptedServer server = new();
        await using SqliteMessageQueue queue = folder.Open();
        await queue.SuspendAsync("example.org", "their server loses mail, T4711", null, Token);
        await using Rig rig = await StartAsync(queue, server, folder.Clock);
        await rig.SendAsync("eva@example.org");

        await MailComesAsync(queue, folder.Clock, server, count: 1, QueueSamples.Moment + rig.Options.DelayWarning);
        await MailComesAsync(queue, folder.Clock, server, count: 2, QueueSamples.Moment + rig.Options.MaximumAge);
        await Rig.UntilAsync(async () => (await queue.ListAsync(QueueFilter.All, 10, 0, Token)).Count == 0);

        string[] notices = [.. server.Mails.Select(static mail => Encoding.ASCII.GetString(mail.Data))];
        Assert.All(server.Mails, static mail => Assert.Equal(("", "jan@domena.cz"), (mail.From, Assert.Single(mail.To))));
        Assert.Contains("Action: delayed", notices[0], StringComparison.Ordinal);
        Assert.Contains("Action: failed", notices[1], StringComparison.Ordinal);
        Assert.All(notices, static notice => Assert.Contains("T4711", notice, StringComparison.Ordinal));
        Assert.DoesNotContain(server.Commands, static command => command.Contains("eva@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SuspensionForATime_EndsWithinItAndTriesWhatWaitedAtOnce()
    {
        using SqliteQueueFolder folder = new();
        await using ScriptedServer server = new();
        await using SqliteMessageQueue queue = folder.Open();
        await queue.SuspendAsync("example.org", "for two days", TimeSpan.FromDays(2), Token);
        await using Rig rig = await StartAsync(queue, server, folder.Clock);
        await rig.SendAsync("eva@example.org");
        await MailComesAsync(queue, folder.Clock, server, count: 1, QueueSamples.Moment + rig.Options.DelayWarning);
        await queue.SuspendAsync("example.org", "for another hour", TimeSpan.FromHours(1), Token);
        await MailComesAsync(queue, folder.Clock, server, count: 2, folder.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        Assert.Equal(["eva@example.org"], server.Mails.ElementAt(1).To);
    }

    // The operator owns it: it is neither told of nor given up, whatever its age.
    [Fact]
    public async Task HeldMail_OfSixDays_IsStillThereWithoutAWordAndGoesOutWhenItIsReleased()
    {
        using SqliteQueueFolder folder = new();
        await using ScriptedServer server = new();
        await using SqliteMessageQueue queue = folder.Open();
        await using Rig rig = await StartAsync(queue, server, folder.Clock);
        await queue.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@example.org") with { HoldReason = "look at it" }, Token);
        for (int hours = 0; hours < 6 * 24; hours++)
        {
            folder.Clock.Advance(TimeSpan.FromHours(1));
            await Task.Delay(1, Token);
        }

        // Whatever was due before this message would have gone before it.
        await rig.SendAsync("ota@example.org");
        await Rig.UntilAsync(() => server.Mails.Count == 1);
        Assert.Equal(["ota@example.org"], server.Mails.ElementAt(0).To);
        QueuedDelivery held = Assert.Single(await queue.ListAsync(new QueueFilter { State = DeliveryState.Held }, 10, 0, Token));
        Assert.InRange(held.Age, TimeSpan.FromDays(6), TimeSpan.FromDays(6.1));

        await queue.ReleaseAsync(QueueFilter.All, Token);
        await Rig.UntilAsync(async () => (await queue.ListAsync(QueueFilter.All, 10, 0, Token)).Count == 0);
        Assert.Equal(["eva@example.org"], server.Mails.ElementAt(1).To);
    }

    private static async Task<Rig> StartAsync(IMessageQueue queue, ScriptedServer server, TimeProvider time)
    {
        Rig rig = new() { Other = queue, Time = time };
        rig.Routes.With("example.org", server.EndPoint).With("domena.cz", server.EndPoint);
        await rig.Engine.PrepareAsync(Token);
        return rig.Start();
    }

    // None before its time, then one more. The reader of the queue sleeps for up to a minute, and those after it have timers of their own.
    private static async Task MailComesAsync(IMessageQueue queue, SteppingClock clock, ScriptedServer server, int count, DateTimeOffset at)
    {
        // What is put off while the clock runs on is put off for too long.
        await Rig.UntilAsync(async () => (await queue.ListAsync(QueueFilter.All, 10, 0, Token)).All(left => left.State == DeliveryState.Waiting && left.NextAttemptAt > clock.GetUtcNow()));
        DateTimeOffset before = at - TimeSpan.FromSeconds(10);
        while (clock.GetUtcNow() < before)
        {
            await Task.Delay(1, Token);
            TimeSpan left = before - clock.GetUtcNow();
            clock.Advance(left < TimeSpan.FromMinutes(20) ? left : TimeSpan.FromMinutes(20));
        }

        Assert.Equal(count - 1, server.Mails.Count);
        for (int i = 0; i < 3000 && server.Mails.Count < count; i++)
        {
            if (clock.GetUtcNow() < at + TimeSpan.FromMinutes(15)) clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, Token);
        }

        Assert.Equal(count, server.Mails.Count);
    }
}
