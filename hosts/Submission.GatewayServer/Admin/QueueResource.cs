using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Submission.Admin;
using Submission.Gateway;
using Submission.Gateway.Queue;
using Submission.Hosting.Admin;

namespace Submission.GatewayServer.Admin;

/// <summary><c>/v1/queue</c>: shows operators what is in the queue. Thread-safe.</summary>
internal sealed class QueueResource(IMessageQueue queue, ILogger<QueueResource> logger, MailGateway? gateway = null) : IAdminResource
{
    /// <summary>What an id is, to whoever gave something else.</summary>
    public const string IdsAre = "An id has 22 characters 0-9, A-Z, a-z, as in a reply or in Received:.";

    private const int UsualLimit = 100;
    private const int UsualDestinations = 20;
    private readonly QueueChanges _changes = new(queue, gateway, logger);

    public string Name => "queue";

    public string Requests =>
        "GET /v1/queue, GET /v1/queue/ID, GET /v1/queue/stats, POST /v1/queue/retry, POST /v1/queue/hold, POST /v1/queue/release, POST /v1/queue/bounce, POST /v1/queue/drop";

    public Task AnswerAsync(HttpContext context, AdminRequest request) => (request.Subject, request.Action) switch
    {
        (null, null) => QueueRequests.AnswerAsync(context, HttpMethods.Get, ListAsync),
        ("stats", null) => QueueRequests.AnswerAsync(context, HttpMethods.Get, StatisticsAsync),
        (AdminQueueWords.Retry or AdminQueueWords.Hold or AdminQueueWords.Release or AdminQueueWords.Bounce or AdminQueueWords.Drop, null) =>
            QueueRequests.AnswerAsync(context, HttpMethods.Post, it => _changes.AnswerAsync(it, request.Subject)),
        ({ } id, null) => QueueRequests.AnswerAsync(context, HttpMethods.Get, it => ShowAsync(it, id)),
        _ => AdminAnswer.ProblemAsync(context, StatusCodes.Status404NotFound, AdminQueueWords.NoSuchResource, $"Known: {Requests}."),
    };

    private async Task ListAsync(HttpContext context)
    {
        var query = new AdminQueryReader(context.Request.Query);
        QueueFilter filter = QueueFilterReader.Read(query);
        int limit = query.Number("limit", UsualLimit, AdminQueueWords.MaximumLimit);
        long after = query.Cursor("after");
        if (!query.TryEnd())
        {
            await QueueRequests.RefuseAsync(context, query.Problem!).ConfigureAwait(false);
            return;
        }

        // One more than is told says whether there are more.
        IReadOnlyList<QueuedDelivery> found = await queue.ListAsync(filter, limit + 1, after, context.RequestAborted).ConfigureAwait(false);
        string? next = found.Count > limit ? found[limit - 1].Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        await AdminAnswer.DocumentAsync(context, new AdminQueue([.. found.Take(limit).Select(QueueDocuments.EntryOf)], next)).ConfigureAwait(false);
    }

    private async Task ShowAsync(HttpContext context, string text)
    {
        var query = new AdminQueryReader(context.Request.Query);
        if (!TransactionId.TryParse(text, out TransactionId id)) query.Reject(IdsAre);
        if (!query.TryEnd())
        {
            await QueueRequests.RefuseAsync(context, query.Problem!).ConfigureAwait(false);
            return;
        }

        var deliveries = new List<QueuedDelivery>();
        IReadOnlyList<QueuedDelivery> part;
        do
        {
            long after = deliveries.Count == 0 ? 0 : deliveries[^1].Number;
            part = await queue.ListAsync(new QueueFilter { Id = id }, AdminQueueWords.MaximumLimit, after, context.RequestAborted).ConfigureAwait(false);
            deliveries.AddRange(part);
        }
        while (part.Count == AdminQueueWords.MaximumLimit);

        await (deliveries.Count == 0
            ? QueueRequests.NoSuchMessageAsync(context, id)
            : AdminAnswer.DocumentAsync(context, QueueDocuments.MessageOf(deliveries))).ConfigureAwait(false);
    }

    private async Task StatisticsAsync(HttpContext context)
    {
        var query = new AdminQueryReader(context.Request.Query);
        int destinations = query.Number("destinations", UsualDestinations, AdminQueueWords.MaximumLimit);
        if (!query.TryEnd())
        {
            await QueueRequests.RefuseAsync(context, query.Problem!).ConfigureAwait(false);
            return;
        }

        QueueStatistics statistics = await queue.CountAsync(destinations, context.RequestAborted).ConfigureAwait(false);
        IReadOnlyList<DestinationSuspension> suspensions = await queue.SuspensionsAsync(context.RequestAborted).ConfigureAwait(false);
        await AdminAnswer.DocumentAsync(context, QueueDocuments.StatisticsOf(queue.Health, statistics, suspensions)).ConfigureAwait(false);
    }
}
