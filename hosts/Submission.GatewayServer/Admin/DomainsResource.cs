using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Submission.Admin;
using Submission.Gateway.Queue;
using Submission.Hosting.Admin;
using Submission.Policy.Specification;

namespace Submission.GatewayServer.Admin;

/// <summary><c>/v1/domains</c>: suspends and resumes destinations; each change is logged. Thread-safe.</summary>
internal sealed class DomainsResource(IMessageQueue queue, ILogger<DomainsResource> logger) : IAdminResource
{
    public string Name => "domains";

    public string Requests => "GET /v1/domains, POST /v1/domains/DOMAIN/suspend, POST /v1/domains/DOMAIN/resume";

    public Task AnswerAsync(HttpContext context, AdminRequest request) => (request.Subject, request.Action) switch
    {
        (null, null) => QueueRequests.AnswerAsync(context, HttpMethods.Get, ListAsync),
        ({ } domain, AdminQueueWords.Suspend) => QueueRequests.AnswerAsync(context, HttpMethods.Post, it => SuspendAsync(it, domain)),
        ({ } domain, AdminQueueWords.Resume) => QueueRequests.AnswerAsync(context, HttpMethods.Post, it => ResumeAsync(it, domain)),
        _ => AdminAnswer.ProblemAsync(context, StatusCodes.Status404NotFound, AdminQueueWords.NoSuchResource, $"Known: {Requests}."),
    };

    private async Task ListAsync(HttpContext context)
    {
        var query = new AdminQueryReader(context.Request.Query);
        if (!query.TryEnd())
        {
            await QueueRequests.RefuseAsync(context, query.Problem!).ConfigureAwait(false);
            return;
        }

        IReadOnlyList<DestinationSuspension> suspensions = await queue.SuspensionsAsync(context.RequestAborted).ConfigureAwait(false);
        await AdminAnswer.DocumentAsync(context, new AdminDomains(QueueDocuments.SuspensionsOf(suspensions))).ConfigureAwait(false);
    }

    private async Task SuspendAsync(HttpContext context, string text)
    {
        var query = new AdminQueryReader(context.Request.Query);
        string? domain = DomainOf(text, query);
        string? reason = query.Reason("reason");
        TimeSpan? duration = query.Duration("for");
        if (query.TryEnd() && reason is null) query.Reject("Say why, as reason: it is shown with the domain.");
        if (query.Problem is { } problem)
        {
            await QueueRequests.RefuseAsync(context, problem).ConfigureAwait(false);
            return;
        }

        // An operator who goes away has said it all the same: what was begun is done.
        await queue.SuspendAsync(domain!, reason!, duration, CancellationToken.None).ConfigureAwait(false);
        GatewayAdminLog.Suspended(logger, domain!, reason!, duration is { } time ? DurationText.Format(time) : "(none)");
        await AdminAnswer.DocumentAsync(context, new AdminDomainChange(domain!, AdminQueueWords.Suspend, true)).ConfigureAwait(false);
    }

    private async Task ResumeAsync(HttpContext context, string text)
    {
        var query = new AdminQueryReader(context.Request.Query);
        string? domain = DomainOf(text, query);
        if (!query.TryEnd())
        {
            await QueueRequests.RefuseAsync(context, query.Problem!).ConfigureAwait(false);
            return;
        }

        bool wasSuspended = await queue.ResumeAsync(domain!, CancellationToken.None).ConfigureAwait(false);
        GatewayAdminLog.Resumed(logger, domain!, wasSuspended);
        await AdminAnswer.DocumentAsync(context, new AdminDomainChange(domain!, AdminQueueWords.Resume, wasSuspended)).ConfigureAwait(false);
    }

    private static string? DomainOf(string text, AdminQueryReader query)
    {
        string? domain = QueueFilterReader.DestinationOf(text);
        if (domain is null) query.Reject("That is no domain name and no address literal such as [192.0.2.1].");
        return domain;
    }
}
