using Submission.Admin;
using Submission.Gateway.Queue;
using Submission.Policy;
using static Submission.GatewayServer.Tests.Admin.Deliveries;

namespace Submission.GatewayServer.Tests.Admin;

/// <summary>What is changed over the admin socket, and what is refused.</summary>
public sealed class QueueChangesTests
{
    private const string Id = "0322hKFMDXOwy7eYhzHuzX";

    [Theory]
    [InlineData("retry?domain=K%C5%AE%C5%87.cz", "retry of 7 deliveries, 2 under way, filter=domain=xn--k-qla0j.cz, reason=(none), for=(none)")]
    [InlineData("hold?account=Eva%40domena.cz&reason=spam+again&for=90m", "hold of 7 deliveries, 2 under way, filter=account=eva@domena.cz, reason=spam again, for=1h30m")]
    [InlineData("hold?all=true&reason=x", "hold of 7 deliveries, 2 under way, filter=(all), reason=x, for=(none)")]
    [InlineData("release?state=held&sender=%3C%3E", "release of 7 deliveries, 2 under way, filter=sender=<> state=held, reason=(none), for=(none)")]
    [InlineData("bounce?id=" + Id + "&reason=no+such+user", "bounce of 7 deliveries, 2 under way, filter=id=" + Id + ", reason=no such user, for=(none)")]
    [InlineData("drop?domain=%5B192.0.2.1%5D&reason=ticket+1", "drop of 7 deliveries, 2 under way, filter=domain=[192.0.2.1], reason=ticket 1, for=(none)")]
    public async Task Change_IsDoneToldAndLogged(string target, string logged)
    {
        var queue = new ListedQueue { Outcome = new QueueChange(7, 2) };
        await using AdminSite site = await AdminSite.StartAsync(queue);

        AdminQueueChange change = await site.ChangeAsync<AdminQueueChange>($"queue/{target}");

        Assert.Equal(new AdminQueueChange(target.Split('?')[0], 7, 2), change);
        Assert.Equal([$"Over the admin socket: {logged}"], site.Warnings);
        Assert.StartsWith(change.Change + " ", Assert.Single(queue.Changes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_ReachesTheQueueWithItsFilterReasonAndTime()
    {
        var queue = new ListedQueue();
        await using AdminSite site = await AdminSite.StartAsync(queue);
        var filter = new QueueFilter { Destination = "example.org", Sender = "jan@domena.cz", Account = "eva@domena.cz", State = DeliveryState.Waiting };
        const string Query = "domain=Example.ORG&sender=Jan%40domena.cz&account=eva%40domena.cz&state=waiting";

        await site.ChangeAsync<AdminQueueChange>($"queue/hold?{Query}&reason=why&for=2h");
        await site.ChangeAsync<AdminQueueChange>($"queue/bounce?{Query}&reason=why");
        await site.ChangeAsync<AdminQueueChange>($"queue/bounce?{Query}");
        await site.ChangeAsync<AdminQueueChange>("queue/drop?all=true");

        Assert.Equal(
            [$"hold {filter} why 02:00:00", $"bounce {filter} why", $"bounce {filter} The administrator of the mail server has returned the message.", $"drop {QueueFilter.All}"],
            queue.Changes);
    }

    [Fact]
    public async Task Change_OfAnIdThatIsNotThere_Is404_AndOfOneThatNeedsNone_IsNot()
    {
        QueuedDelivery delivery = Of(1);
        await using AdminSite site = await AdminSite.StartAsync(new ListedQueue(delivery) { Outcome = default });
        Assert.Equal(new AdminQueueChange("release", 0, 0), await site.ChangeAsync<AdminQueueChange>($"queue/release?id={delivery.Message.Id}"));
        Assert.Equal(404, (await site.RefusalAsync(HttpMethod.Post, $"queue/release?id={Id}")).Status);
    }

    [Theory]
    [InlineData("POST", "queue/retry", "Say which mail is meant by id, domain, sender, account or state; all=true means all of it.")]
    [InlineData("POST", "queue/drop?reason=x", "Say which mail is meant by id, domain, sender, account or state; all=true means all of it.")]
    [InlineData("POST", "queue/drop?all=false", "The parameter all takes true.")]
    [InlineData("POST", "queue/drop?all=true&state=held", "Say either all=true or which mail is meant, not both.")]
    [InlineData("POST", "queue/drop?domian=example.org", "A parameter is not known here. Did you mean domain?")]
    [InlineData("POST", "queue/retry?state=held&for=2h", "A parameter is not known here. Known: id, domain, sender, account, state, all.")]
    [InlineData("POST", "queue/drop?state=held&state=waiting", "The parameter state stands there several times.")]
    [InlineData("POST", "queue/drop?domain=", "The parameter domain is empty.")]
    [InlineData("POST", "queue/hold?all=true", "Say why, as reason: it is shown with the mail.")]
    [InlineData("POST", "queue/hold?all=true&reason=%20", "The reason is empty.")]
    [InlineData("POST", "queue/hold?all=true&reason=a%0D%0AX:%20b", "The reason holds the character U+000D; it must be one line of text.")]
    [InlineData("POST", "queue/hold?all=true&reason=a%1B%5B31m", "The reason holds the character U+001B; it must be one line of text.")]
    [InlineData("POST", "queue/bounce?all=true&reason=%E2%80%AE", "The reason holds the character U+202E; it must be one line of text.")]
    [InlineData("POST", "queue/hold?all=true&reason=x&for=0s", "The parameter for takes 1s to 30d, for example 2h or 1h30m.")]
    [InlineData("POST", "queue/hold?all=true&reason=x&for=31d", "The parameter for takes 1s to 30d, for example 2h or 1h30m.")]
    [InlineData("POST", "queue/hold?all=true&reason=x&for=-1h", "The parameter for takes 1s to 30d, for example 2h or 1h30m.")]
    [InlineData("GET", "queue?domain=a..b", "The domain in the query is no domain name and no address literal such as [192.0.2.1].")]
    [InlineData("GET", "queue?domain=%5B192.0.2.1", "The domain in the query is no domain name and no address literal such as [192.0.2.1].")]
    [InlineData("GET", "queue?domain=example.org%0A", "The domain in the query is no domain name and no address literal such as [192.0.2.1].")]
    [InlineData("GET", "queue?sender=jan", "The sender in the query is no mail address; <> stands for that of notices.")]
    [InlineData("GET", "queue?sender=a%00b@domena.cz", "The sender in the query is no mail address; <> stands for that of notices.")]
    [InlineData("GET", "queue?account=jan", "The account in the query is no login: those are whole mail addresses.")]
    [InlineData("GET", "queue?state=HELD", "The parameter state takes waiting, underway, held, finished.")]
    [InlineData("GET", "queue?state=2", "The parameter state takes waiting, underway, held, finished.")]
    [InlineData("GET", "queue?id=short", "An id has 22 characters 0-9, A-Z, a-z, as in a reply or in Received:.")]
    [InlineData("GET", "queue?limit=0", "The parameter limit takes 1 to 1000.")]
    [InlineData("GET", "queue?limit=-5", "The parameter limit takes 1 to 1000.")]
    [InlineData("GET", "queue?limit=1001", "The parameter limit takes 1 to 1000.")]
    [InlineData("GET", "queue?limit=99999999999999999999", "The parameter limit takes 1 to 1000.")]
    [InlineData("GET", "queue?after=-1", "The parameter after takes what the part of the list before it gave as next.")]
    [InlineData("GET", "queue?after=9223372036854775808", "The parameter after takes what the part of the list before it gave as next.")]
    [InlineData("GET", "queue?all=true", "A parameter is not known here. Known: id, domain, sender, account, state, limit, after.")]
    [InlineData("GET", "queue/short", "An id has 22 characters 0-9, A-Z, a-z, as in a reply or in Received:.")]
    [InlineData("GET", "queue/zzzzzzzzzzzzzzzzzzzzzz", "An id has 22 characters 0-9, A-Z, a-z, as in a reply or in Received:.")]
    [InlineData("GET", "queue/" + Id + "?limit=1", "This takes no parameters.")]
    [InlineData("GET", "queue/stats?destinations=0", "The parameter destinations takes 1 to 1000.")]
    [InlineData("GET", "domains?x=1", "This takes no parameters.")]
    [InlineData("POST", "domains/example.org/suspend", "Say why, as reason: it is shown with the domain.")]
    [InlineData("POST", "domains/a..b/suspend?reason=x", "That is no domain name and no address literal such as [192.0.2.1].")]
    [InlineData("POST", "domains/../suspend?reason=x", "That is no domain name and no address literal such as [192.0.2.1].")]
    [InlineData("POST", "domains/example.org/suspend?reason=x&for=1y", "The parameter for takes 1s to 30d, for example 2h or 1h30m.")]
    [InlineData("POST", "domains/example.org/resume?reason=x", "This takes no parameters.")]
    public async Task Request_ThatCannotBeUsed_ChangesNothingAndSaysWhy(string method, string target, string expected)
    {
        var queue = new ListedQueue(Of(1));
        await using AdminSite site = await AdminSite.StartAsync(queue);
        Assert.Equal((400, expected), await site.RefusalAsync(HttpMethod.Parse(method), target));
        Assert.Empty(queue.Changes);
        Assert.Empty(site.Warnings);
    }

    [Fact]
    public async Task Request_WithTextsThatAreHuge_IsRefused()
    {
        var queue = new ListedQueue(Of(1));
        await using AdminSite site = await AdminSite.StartAsync(queue);
        foreach (string parameter in (string[])["id", "domain", "sender", "account", "state", "limit", "after"])
            Assert.Equal(400, (await site.RefusalAsync(HttpMethod.Get, $"queue?{parameter}={new string('1', 3000)}")).Status);
        Assert.Equal(400, (await site.RefusalAsync(HttpMethod.Post, $"queue/hold?all=true&reason={new string('x', 201)}")).Status);
        Assert.Equal(400, (await site.RefusalAsync(HttpMethod.Get, $"queue/{new string('a', 600)}")).Status);
        Assert.Equal(400, (await site.RefusalAsync(HttpMethod.Get, $"queue?{new string('y', 3000)}=1")).Status);
        using HttpResponseMessage tooLong = await site.GetAsync($"queue?id={new string('1', 20_000)}");
        Assert.Equal(414, (int)tooLong.StatusCode);
        Assert.Empty(queue.Changes);
    }

    [Theory]
    [InlineData("POST", "queue", "This takes GET.")]
    [InlineData("DELETE", "queue/" + Id, "This takes GET.")]
    [InlineData("POST", "queue/" + Id, "This takes GET.")]
    [InlineData("POST", "queue/stats", "This takes GET.")]
    [InlineData("GET", "queue/drop?all=true", "This takes POST.")]
    [InlineData("HEAD", "queue/bounce?all=true", null)]
    [InlineData("POST", "domains", "This takes GET.")]
    [InlineData("GET", "domains/example.org/suspend?reason=x", "This takes POST.")]
    public async Task Request_OfAnotherMethod_Is405AndChangesNothing(string method, string target, string? expected)
    {
        var queue = new ListedQueue(Of(1));
        await using AdminSite site = await AdminSite.StartAsync(queue);
        if (expected is not null) Assert.Equal((405, expected), await site.RefusalAsync(HttpMethod.Parse(method), target));
        else Assert.Equal(405, (int)(await site.HeadAsync(target)).StatusCode);
        Assert.Empty(queue.Changes);
    }

    [Theory]
    [InlineData("queue/" + Id + "/retry")]
    [InlineData("domains/example.org")]
    [InlineData("domains/example.org/delete")]
    public async Task Request_ForWhatThereIsNot_Is404(string target)
    {
        await using AdminSite site = await AdminSite.StartAsync(new ListedQueue(Of(1)));
        Assert.Equal(404, (await site.RefusalAsync(HttpMethod.Post, target)).Status);
    }

    [Theory]
    [InlineData("GET", "queue")]
    [InlineData("GET", "queue/" + Id)]
    [InlineData("GET", "queue/stats")]
    [InlineData("POST", "queue/retry?all=true")]
    [InlineData("POST", "queue/hold?all=true&reason=x")]
    [InlineData("GET", "domains")]
    [InlineData("POST", "domains/example.org/suspend?reason=x")]
    [InlineData("POST", "domains/example.org/resume")]
    public async Task QueueThatDoesNotAnswer_Is503(string method, string target)
    {
        await using AdminSite site = await AdminSite.StartAsync(new ListedQueue { IsGone = true });
        Assert.Equal((503, "The database is gone."), await site.RefusalAsync(HttpMethod.Parse(method), target));
        Assert.Empty(site.Warnings);
    }

    [Fact]
    public async Task Domains_AreSuspendedListedAndResumed()
    {
        var queue = new ListedQueue();
        queue.Suspensions.Add(new DestinationSuspension("example.org", "moved", Noon, Noon.AddHours(2)));
        await using AdminSite site = await AdminSite.StartAsync(queue);

        Assert.Equal(new AdminDomainChange("xn--k-qla0j.cz", "suspend", true), await site.ChangeAsync<AdminDomainChange>("domains/K%C5%AE%C5%87.cz/suspend?reason=it+is+moved&for=2h"));
        Assert.Equal(new AdminDomainChange("[192.0.2.1]", "resume", true), await site.ChangeAsync<AdminDomainChange>("domains/%5B192.0.2.1%5D/resume"));
        Assert.Equal([new AdminSuspension("example.org", "moved", Noon, Noon.AddHours(2))], (await site.ReadAsync<AdminDomains>("domains")).Suspensions);

        Assert.Equal(["suspend xn--k-qla0j.cz it is moved 02:00:00", "resume [192.0.2.1]"], queue.Changes);
        Assert.Equal(
            ["Over the admin socket: xn--k-qla0j.cz was suspended, reason=it is moved, for=2h", "Over the admin socket: [192.0.2.1] was resumed, suspended before=True"], site.Warnings);
    }
}
