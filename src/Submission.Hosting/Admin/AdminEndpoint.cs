using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Submission.Admin;
using Submission.Hosting.Decisions;

namespace Submission.Hosting.Admin;

/// <summary>Answers the requests that come over the admin socket. Thread-safe.</summary>
internal sealed class AdminEndpoint(
    PolicyEngine engine, DecisionMemory decisions, IEnumerable<IAdminResource> resources, IEnumerable<IAdminHealthPart> healthParts, string hostname, TimeProvider time, ILogger<AdminEndpoint> logger)
{
    private const string OwnRequests =
        "GET /v1/health, GET /v1/limits/SUBJECT, POST /v1/limits/SUBJECT/reset, GET /v1/blocks, POST /v1/blocks/SUBJECT/lift, GET /v1/decisions/ID";

    private static readonly string Version = typeof(AdminEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly AdminUsage _usage = new(engine, logger);
    private readonly IAdminResource[] _resources = [.. resources];
    private readonly string _known = $"Known: {string.Join(", ", resources.Select(static resource => resource.Requests).Prepend(OwnRequests))}.";

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // nobody waits any more
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            AdminLog.Failed(logger, exception);
            await AdminAnswer.ProblemAsync(context, StatusCodes.Status500InternalServerError, "Internal error", "The log of the host says more.").ConfigureAwait(false);
        }
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (!AdminRequest.TryRead(context, out AdminRequest? request, out string? problem))
        {
            return problem is null
                ? AdminAnswer.ProblemAsync(context, StatusCodes.Status404NotFound, "No such resource", _known)
                : AdminAnswer.ProblemAsync(context, StatusCodes.Status400BadRequest, "Bad request", problem);
        }

        return (request.Resource, request.Subject, request.Action) switch
        {
            ("health", null, null) => OnlyAsync(HttpMethods.Get, context, request, HealthAsync),
            ("decisions", not null, null) => OnlyAsync(HttpMethods.Get, context, request, DecisionAsync),
            ("limits", not null, null) => OnlyAsync(HttpMethods.Get, context, request, _usage.LimitsAsync),
            ("limits", not null, "reset") => OnlyAsync(HttpMethods.Post, context, request, _usage.ResetAsync),
            ("blocks", null, null) => OnlyAsync(HttpMethods.Get, context, request, _usage.BlocksAsync),
            ("blocks", not null, "lift") => OnlyAsync(HttpMethods.Post, context, request, _usage.LiftAsync),
            _ => Array.Find(_resources, resource => resource.Name == request.Resource)?.AnswerAsync(context, request)
                ?? AdminAnswer.ProblemAsync(context, StatusCodes.Status404NotFound, "No such resource", _known),
        };
    }

    private static Task OnlyAsync(string method, HttpContext context, AdminRequest request, Func<HttpContext, AdminRequest, Task> answer) =>
        request.Method == method ? answer(context, request) : AdminAnswer.NotAllowedAsync(context, method);

    private async Task HealthAsync(HttpContext context, AdminRequest request)
    {
        var health = new AdminHealth("ok", hostname, Version, engine.PolicyName, engine.Rules.Length, _startedAt, decisions.Count);
        foreach (IAdminHealthPart part in healthParts) health = await part.AddToAsync(health, context.RequestAborted).ConfigureAwait(false);
        await AdminAnswer.DocumentAsync(context, health).ConfigureAwait(false);
    }

    private Task DecisionAsync(HttpContext context, AdminRequest request)
    {
        if (!TransactionId.TryParse(request.Subject, out TransactionId id))
            return AdminAnswer.ProblemAsync(context, StatusCodes.Status400BadRequest, "Bad request", $"An id has {TransactionId.Length} characters 0-9, A-Z, a-z, as in a reply or in Received:.");
        return decisions.Find(id) is { } record
            ? AdminAnswer.DocumentAsync(context, DecisionDocuments.Of(record))
            : AdminAnswer.ProblemAsync(
                context, StatusCodes.Status404NotFound, "No such decision", $"There is no record of {id}: it is another host's, or older than those that are kept (Decisions:Keep).");
    }
}
