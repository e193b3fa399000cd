using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Submission.Admin;
using Submission.Cli.Tests.Admin;

namespace Submission.Cli.Tests.Queue;

/// <summary>Documents that a gateway could give at a moment.</summary>
internal sealed class QueueExamples(DateTimeOffset now)
{
    public const string Id = "0322hKFMDXOwy7eYhzHuzX";
    public const string OtherId = "0322hKFMDXPTC1vzOnAoq0";
    public const string NoticeId = "0322hKFMDXQ7rT2bKsYw1d";

    public static QueueExamples AtNoon { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public DateTimeOffset Now => now;

    public AdminSuspension Suspension => new("slow.example", "their server is being moved", now.AddMinutes(-30), now.AddHours(4));

    public AdminQueue List => new(
        [
            new AdminQueueEntry(
                Id, 10_920, "jan@domena.cz", "example.org", 2, "waiting", 7, now.AddMinutes(12.5), null, null, "451 4.7.1 Greylisted, try again later", "jan@domena.cz", 4096),
            new AdminQueueEntry(
                OtherId, 90, "eva@domena.cz", "example.net", 1, "held", 0, null, "sends spam, ticket 4711", now.AddHours(2.005), null, "eva@domena.cz", 20_480),
            new AdminQueueEntry(NoticeId, 0, "", "example.com", 1, "underway", 0, null, null, null, null, null, 900),
        ],
        "1042");

    public AdminQueuedMessage Message => new(
        Id,
        "jan@domena.cz",
        "jan@domena.cz",
        "198.51.100.7",
        now.AddHours(-3),
        10_800,
        4096,
        false,
        "8BITMIME",
        false,
        "HDRS",
        "order-4711",
        2,
        [
            new AdminQueuedDelivery(
                "example.org",
                "waiting",
                7,
                now.AddMinutes(12),
                null,
                null,
                [
                    new AdminQueuedRecipient(
                        "petr@example.org",
                        "waiting",
                        "SUCCESS,FAILURE",
                        "rfc822;petr@example.com",
                        null,
                        true,
                        new AdminDeliveryOutcome("451 4.7.1 Greylisted, try again later", "4.7.1", 451, ["Greylisted, try again later"], "mx.example.org", "192.0.2.25:25", true, now.AddMinutes(-20))),
                    new AdminQueuedRecipient(
                        "nobody@example.org",
                        "failed",
                        null,
                        null,
                        "failed",
                        false,
                        new AdminDeliveryOutcome(
                            "550 5.1.1 No such user", "5.1.1", 550, ["No such user", "See https://example.org/help"], "mx.example.org", "192.0.2.25:25", false, now.AddMinutes(-20))),
                ]),
            new AdminQueuedDelivery(
                "example.net", "held", 0, null, "sends spam, ticket 4711", now.AddHours(2), [new AdminQueuedRecipient("ota@example.net", "waiting", null, null, null, false, null)]),
        ]);

    public AdminQueueStatistics Statistics => new(
        true,
        null,
        5,
        4,
        1,
        1,
        [
            new AdminQueueDestination("slow.example", 3, 90_000, 0),
            new AdminQueueDestination("example.org", 2, 10_920, 720),
            new AdminQueueDestination("example.net", 1, 0, null),
        ],
        [Suspension]);

    public AdminDomains Domains => new([Suspension, new AdminSuspension("[192.0.2.1]", "nobody answers there", now, null)]);

    /// <summary>Answers as a gateway would that has these in its queue.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        // Half a second is what the tool may take, without another second being shown.
        var examples = new QueueExamples(DateTimeOffset.UtcNow.AddSeconds(0.5));
        string[] path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path switch
        {
            [_, "queue"] => WriteAsync(context, context.Request.Query.ContainsKey("after") ? new AdminQueue([], null) : examples.List),
            [_, "queue", "stats"] => WriteAsync(context, examples.Statistics),
            [_, "queue", Id] => WriteAsync(context, examples.Message),
            [_, "queue", { Length: 22 } id] => AdminHost.AnswerAsync(
                context, $$"""{"title":"No such message","status":404,"detail":"There is no message {{id}} in the queue: it was delivered, returned or dropped, or never came here."}""", 404),
            [_, "queue", var change] => WriteAsync(context, new AdminQueueChange(change, 3, change == "hold" ? 1 : 0)),
            [_, "domains"] => WriteAsync(context, examples.Domains),
            [_, "domains", var domain, var change] => WriteAsync(context, new AdminDomainChange(domain, change, true)),
            _ => AdminHost.AnswerAsync(context, """{"title":"No such resource","status":404,"detail":"Known: nothing."}""", 404),
        };
    }

    private static Task WriteAsync<T>(HttpContext context, T document) =>
        AdminHost.AnswerAsync(context, JsonSerializer.Serialize(document, (JsonTypeInfo<T>)AdminJson.Default.GetTypeInfo(typeof(T))!));
}
