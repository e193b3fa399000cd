using Submission.Admin;
using Submission.Gateway.Queue;
using Submission.Policy;
using Submission.Smtp.Protocol;
using static Submission.GatewayServer.Tests.Admin.Deliveries;

namespace Submission.GatewayServer.Tests.Admin;

/// <summary>What the admin socket tells of a queue.</summary>
public sealed class QueueResourceTests
{
    [Fact]
    public async Task List_TellsEachDeliveryAsItStands()
    {
        QueuedDelivery waiting = Of(
            1, "Jan@domena.cz", DeliveryState.Waiting, Recipient("a@example.org", Deferred("451 first", 1)), Recipient("b@example.org", Deferred("451 latest", 2)), Recipient("c@example.org"));
        QueuedDelivery held = Of(2, "", DeliveryState.Held, Recipient("a@example.org")) with { HoldReason = "loops", HeldUntil = Noon };
        QueuedDelivery finished = Of(3, "jan@domena.cz", DeliveryState.Finished, Recipient("a@example.org", Deferred("550 no") with { Kind = Gateway.Delivery.RecipientOutcomeKind.Failed }));
        await using AdminSite site = await AdminSite.StartAsync(new ListedQueue(waiting, held, finished, Of(4, "eva@domena.cz", DeliveryState.UnderWay)));

        AdminQueue queue = await site.ReadAsync<AdminQueue>("queue");

        Assert.Null(queue.Next);
        Assert.Equal(
            [
                new AdminQueueEntry(waiting.Message.Id.ToString(), 60, "Jan@domena.cz", "example.org", 3, "waiting", 1, Noon, null, null, "451 latest", "Jan@domena.cz", 1001),
                new AdminQueueEntry(held.Message.Id.ToString(), 120, "", "example.org", 1, "held", 2, null, "loops", Noon, null, null, 1002),
                new AdminQueueEntry(finished.Message.Id.ToString(), 180, "jan@domena.cz", "example.org", 1, "finished", 3, null, null, null, "550 no", "jan@domena.cz", 1003),
            ],
            queue.Entries.Take(3));
        Assert.Equal("underway", queue.Entries[3].State);
    }

    [Theory]
    [InlineData("", 1, 2, 3, 4)]
    [InlineData("?domain=EXAMPLE.org", 1, 2, 3)]
    [InlineData("?domain=%5BIPv6%3A2001%3ADB8%3A%3A1%5D", 4)]
    [InlineData("?domain=k%C5%AF%C5%88.cz")]
    [InlineData("?sender=JAN%40domena.cz", 1)]
    [InlineData("?sender=%3Cjan%40domena.cz%3E", 1)]
    [InlineData("?sender=%3C%3E", 3)]
    [InlineData("?account=Eva%40DOMENA.cz", 2, 4)]
    [InlineData("?account=eva%40domena.cz&state=held", 2)]
    [InlineData("?state=waiting", 1, 3)]
    [InlineData("?state=underway", 4)]
    [InlineData("?state=finished")]
    public async Task List_OfAFilter_HoldsWhatIsMeantInItsCanonicalForm(string query, params int[] expected)
    {
        await using AdminSite site = await AdminSite.StartAsync(new ListedQueue(
            Of(1), Of(2, "eva@domena.cz", DeliveryState.Held), Of(3, ""), Of(4, "eva@domena.cz", DeliveryState.UnderWay) with { Destination = "[ipv6:2001:db8::1]" }));
        Assert.Equal(expected, (await site.ReadAsync<AdminQueue>($"queue{query}")).Entries.Select(static entry => entry.Attempts));
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(999, 2)]
    [InlineData(100, 10)]
    [InlineData(333, 4)]
    public async Task List_OfAThousand_IsReadInPartsThatMissAndRepeatNothing(int limit, int parts)
    {
        await using AdminSite site = await AdminSite.StartAsync(new ListedQueue([.. Enumerable.Range(1, 1000).Select(static number => Of(number))]));
        List<int> read = [];
        string? next = "0";
        int count = 0;
        for (; next is not null; count++)
        {
            AdminQueue part = await site.ReadAsync<AdminQueue>($"queue?limit={limit}&after={next}");
            Assert.InRange(part.Entries.Count, 1, limit);
            read.AddRange(part.Entries.Select(static entry => entry.Attempts));
            next = part.Next;
        }

        Assert.Equal(Enumerable.Range(1, 1000), read);
        Assert.Equal(parts, count);
    }

    [Fact]
    public async Task List_WithoutALimit_HasAHundred()
    {
        await using AdminSite site = await AdminSite.StartAsync(new ListedQueue([.. Enumerable.Range(1, 101).Select(static number => Of(number))]));
        AdminQueue queue = await site.ReadAsync<AdminQueue>("queue");
        Assert.Equal((100, "100"), (queue.Entries.Count, queue.Next));
    }

    [Fact]
    public async Task List_CutsAnswersThatAreLong_NotWithinACharacter()
    {
        string text = new string('x', 299) + "🐎 and so on";
        await using AdminSite site = await AdminSite.StartAsync(new ListedQueue(Of(1, "jan@domena.cz", DeliveryState.Waiting, Recipient("a@example.org", Deferred(text)))));
        Assert.Equal(new string('x', 299) + "…", Assert.Single((await site.ReadAsync<AdminQueue>("queue")).Entries).LastAnswer);
    }

    [Fact]
    public async Task Show_TellsTheEnvelopeAndEachRecipient()
    {
        QueuedDelivery first = Of(1);
        QueuedMessage message = first.Message with
        {
            Mail = new MailCommand(
                first.Message.Mail.ReversePath,
                new SmtpMailParameters { Body = SmtpBodyType.EightBitMime, SmtpUtf8 = true, Return = DsnReturn.Headers, EnvelopeId = "order-1" }),
            Deliveries = 3,
            IsSpam = true,
        };
        var asked = new SmtpRcptParameters { Notify = DsnNotify.Success | DsnNotify.Delay, OriginalRecipient = new OriginalRecipient("rfc822", "x@example.com", "rfc822;x@example.com") };
        QueuedRecipient deferred = Recipient("a@example.org", Deferred("451 later", 3)) with { IsDelayTold = true };
        first = first with
        {
            Message = message,
            Recipients = [deferred with { Command = deferred.Command with { Parameters = asked } }, Recipient("b@example.org", Deferred("550 no") with { Kind = Gateway.Delivery.RecipientOutcomeKind.Failed, ReplyCode = 0, ReplyLines = [], RemoteHost = null, RemoteEndPoint = null }) with { Notice = OwedNotice.Failed }],
        };
        QueuedDelivery second = Of(2, "jan@domena.cz", DeliveryState.Held, Recipient("c@example.net")) with { Message = message, Destination = "example.net", HoldReason = "why" };
        await using AdminSite site = await AdminSite.StartAsync(new ListedQueue(first, second, Of(3)));

        AdminQueuedMessage shown = await site.ReadAsync<AdminQueuedMessage>($"queue/{message.Id}");

        Assert.Equal((message.Id.ToString(), "jan@domena.cz", "jan@domena.cz", "192.0.2.7"), (shown.Id, shown.Sender, shown.Account, shown.Client));
        Assert.Equal(("8BITMIME", true, "HDRS", "order-1", 3, true), (shown.Body, shown.SmtpUtf8, shown.Return, shown.EnvelopeId, shown.Domains, shown.IsSpam));
        Assert.Equal((60, 1001, Noon.AddMinutes(-1)), (shown.AgeSeconds, shown.Size, shown.AcceptedAt));
        Assert.Equal(["example.org", "example.net"], shown.Deliveries.Select(static delivery => delivery.Domain));
        AdminQueuedRecipient a = shown.Deliveries[0].Recipients[0];
        AdminQueuedRecipient b = shown.Deliveries[0].Recipients[1];
        Assert.Equal(("a@example.org", "waiting", "SUCCESS,DELAY", "rfc822;x@example.com", null, true), (a.Address, a.State, a.Notify, a.OriginalRecipient, a.OwedNotice, a.IsDelayTold));
        Assert.Equal(("451 later", "4.7.1", 451, "mx.example.org", "192.0.2.3:25", true), (a.Last!.Text, a.Last.Status, a.Last.ReplyCode, a.Last.Host, a.Last.EndPoint, a.Last.IsEncrypted));
        Assert.Equal(["451 later"], a.Last.Reply);
        Assert.Equal(("failed", "failed", null, null), (b.State, b.OwedNotice, b.Last!.ReplyCode, b.Last.Host));
        Assert.Equal(("held", "why", null, null), (shown.Deliveries[1].State, shown.Deliveries[1].HoldReason, shown.Deliveries[1].NextAttemptAt, shown.Deliveries[1].Recipients[0].Last));
    }

    [Fact]
    public async Task Show_OfAMessageToTwoThousandDomains_HoldsThemAll()
    {
        QueuedMessage message = Message(1, "jan@domena.cz");
        await using AdminSite site = await AdminSite.StartAsync(new ListedQueue([.. Enumerable.Range(1, 2000).Select(number => Of(number) with { Message = message })]));
        Assert.Equal(2000, (await site.ReadAsync<AdminQueuedMessage>($"queue/{message.Id}")).Deliveries.Count);
    }

    [Fact]
    public async Task Show_OfAnIdThatIsNotThere_Is404()
    {
        await using AdminSite site = await AdminSite.StartAsync(new ListedQueue(Of(1)));
        string id = TransactionId.Create(Noon).ToString();
        Assert.Equal(
            (404, $"There is no message {id} in the queue: it was delivered, returned or dropped, or never came here."), await site.RefusalAsync(HttpMethod.Get, $"queue/{id}"));
    }

    [Fact]
    public async Task Stats_AreCountsHealthAndSuspensions()
    {
        var queue = new ListedQueue
        {
            Health = new QueueHealth(false, "the disk is full"),
            Statistics = new QueueStatistics
            {
                Messages = 5,
                Waiting = 3,
                UnderWay = 1,
                Held = 2,
                Destinations = [new DestinationStatistics("a.example", 4, TimeSpan.FromHours(1), TimeSpan.FromSeconds(-3)), new DestinationStatistics("b.example", 2, TimeSpan.Zero, null)],
            },
        };
        queue.Suspensions.Add(new DestinationSuspension("a.example", "moved", Noon, null));
        await using AdminSite site = await AdminSite.StartAsync(queue);

        AdminQueueStatistics statistics = await site.ReadAsync<AdminQueueStatistics>("queue/stats");

        Assert.Equal((false, "the disk is full", 5, 3, 1, 2), (statistics.IsHealthy, statistics.Problem, statistics.Messages, statistics.Waiting, statistics.UnderWay, statistics.Held));
        Assert.Equal([new AdminQueueDestination("a.example", 4, 3600, 0), new AdminQueueDestination("b.example", 2, 0, null)], statistics.Destinations);
        Assert.Equal([new AdminSuspension("a.example", "moved", Noon, null)], statistics.Suspensions);
        Assert.Single((await site.ReadAsync<AdminQueueStatistics>("queue/stats?destinations=1")).Destinations);
    }
}
