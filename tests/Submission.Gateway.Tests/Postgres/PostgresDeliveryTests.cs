using System.Net;
using System.Text;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Postgres;
using Submission.Gateway.Tests.Delivery;
using Submission.Gateway.Tests.Queue;

namespace Submission.Gateway.Tests.Postgres;

/// <summary>The engine over a queue in PostgreSQL that an operator changes at another node.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresDeliveryTests(PostgresServer server)
{
    private readonly string _schema = PostgresServer.NewSchema();

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retry_AtAnotherNode_EndsTheRestOfTheLaneHere()
    {
        IPEndPoint away = FreePort.Find();
        await using PostgresMessageQueue here = await server.OpenAsync(_schema);
        await using PostgresMessageQueue there = await server.OpenAsync(_schema);
        await using Rig rig = new Rig { Other = here }.Start();
        rig.Routes.With("example.org", away);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(async () => await there.ListAsync(QueueFilter.All, 10, 0, End) is [{ State: DeliveryState.Waiting, Attempts: 1 }]);

        await using ScriptedServer back = new(away);
        Assert.Equal(new QueueChange(1, 0), await there.RetryAsync(QueueFilter.All, End));
        await Rig.UntilAsync(() => back.Mails.Count == 1);
    }

    [Fact]
    public async Task Q20_SuspendedDestination_SenderHearsOfTheDelayAndThenOfTheEndWithTheReason()
    {
        await using ScriptedServer peer = new();
        await using PostgresMessageQueue here = await server.OpenAsync(_schema);
        await here.SuspendAsync("example.org", "their server loses mail, T4711", null, End);
        await using Rig rig = new() { Other = here };
        rig.Routes.With("example.org", peer.EndPoint).With("domena.cz", peer.EndPoint);
        await rig.Engine.PrepareAsync(End);
        rig.Start();
        await rig.SendAsync("eva@example.org");

        await MailComesAsync(rig, here, peer, count: 1, rig.Options.DelayWarning);
        await MailComesAsync(rig, here, peer, count: 2, rig.Options.MaximumAge - rig.Options.DelayWarning);
        string[] notices = [.. peer.Mails.Select(static mail => Encoding.ASCII.GetString(mail.Data))];
        Assert.Contains("Action: delayed", notices[0], StringComparison.Ordinal);
        Assert.Contains("Action: failed", notices[1], StringComparison.Ordinal);
        Assert.All(notices, static notice => Assert.Contains("T4711", notice, StringComparison.Ordinal));
        Assert.DoesNotContain(peer.Commands, static command => command.Contains("eva@", StringComparison.Ordinal));
    }

    // Q16: whatever the host's clock says, that of the database counts.
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Q16_HostADayBehindTheDatabaseOrAhead_DeliversAtOnce(int days)
    {
        SteppingClock clock = new() { Step = TimeSpan.FromDays(days) };
        await using ScriptedServer peer = new();
        await using PostgresMessageQueue queue = await server.OpenAsync(_schema, time: clock);
        await using Rig rig = new Rig { Other = queue, Time = clock }.Start();
        rig.Routes.With("example.org", peer.EndPoint);
        await queue.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@example.org"), End);
        await Rig.UntilAsync(() => peer.Mails.Count == 1);
    }

    // Q16, the other way round: the database's clock was a day ahead, and was set right.
    [Fact]
    public async Task Q16_DatabaseSetBackByADay_TriesAgainWhenItWasToBe()
    {
        await using ScriptedServer peer = new() { Answer = static (_, command) => command.StartsWith("RCPT", StringComparison.Ordinal) ? "450 4.2.0 later" : null };
        await using (PostgresMessageQueue before = await server.OpenAsync(_schema))
        {
            await using Rig tried = new Rig { Other = before }.Start();
            tried.Routes.With("example.org", peer.EndPoint);
            await tried.SendAsync("eva@example.org");
            await Rig.UntilAsync(async () => await before.ListAsync(QueueFilter.All, 10, 0, End) is [{ State: DeliveryState.Waiting, Attempts: 1 }]);
            await before.AddAsync(tried.Message("Subject: x\r\n\r\n"u8.ToArray(), "ota@example.net") with { HoldReason = "look" }, End);
        }

        await server.AdvanceAsync(_schema, TimeSpan.FromDays(-1));
        await server.QueryAsync($"UPDATE {_schema}.version SET probed_at = probed_at + interval '1 day'");
        await using PostgresMessageQueue after = await server.OpenAsync(_schema);
        await Rig.UntilAsync(async () => (await after.FindDueAsync(10, End)).NextIn <= TimeSpan.FromMinutes(6));
        IReadOnlyList<QueuedDelivery> listed = await after.ListAsync(QueueFilter.All, 10, 0, End);
        Assert.Equal([DeliveryState.Waiting, DeliveryState.Held], listed.Select(static one => one.State));
        Assert.All(listed, static one => Assert.True(one.Message.AcceptedAt < TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1)));
    }

    // It was put off until then.
    private async Task MailComesAsync(Rig rig, PostgresMessageQueue queue, ScriptedServer peer, int count, TimeSpan after)
    {
        await Rig.UntilAsync(async () => await queue.ListAsync(QueueFilter.All, 10, 0, End) is [{ State: DeliveryState.Waiting } one] && one.NextAttemptAt - one.Message.AcceptedAt > after * 0.9);
        Assert.Equal(count - 1, peer.Mails.Count);
        await server.AdvanceAsync(_schema, after);
        rig.Engine.Wake();
        await Rig.UntilAsync(() => peer.Mails.Count == count);
    }
}
