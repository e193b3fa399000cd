using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Submission.Admin;
using Submission.Gateway.Signing;
using Submission.Gateway.Signing.Activation;
using Submission.Hosting.Admin;

namespace Submission.GatewayServer.Admin;

/// <summary><c>/v1/dkim</c>: the domains that are signed for, their keys and records; each change is logged. Thread-safe.</summary>
internal sealed class DkimResource(DkimDomains domains, ILogger<DkimResource> logger) : IAdminResource
{
    public string Name => "dkim";

    public string Requests => "GET /v1/dkim, GET /v1/dkim/DOMAIN, POST /v1/dkim/DOMAIN/activate, POST /v1/dkim/DOMAIN/rotate, POST /v1/dkim/DOMAIN/deactivate";

    public Task AnswerAsync(HttpContext context, AdminRequest request) => (request.Subject, request.Action) switch
    {
        (null, null) => QueueRequests.AnswerAsync(context, HttpMethods.Get, ListAsync),
        ({ } domain, null) => QueueRequests.AnswerAsync(context, HttpMethods.Get, it => ShowAsync(it, domain)),
        ({ } domain, AdminDkimWords.Activate or AdminDkimWords.Rotate or AdminDkimWords.Deactivate) =>
            QueueRequests.AnswerAsync(context, HttpMethods.Post, it => ChangeAsync(it, domain, request.Action)),
        _ => AdminAnswer.ProblemAsync(context, StatusCodes.Status404NotFound, AdminQueueWords.NoSuchResource, $"Known: {Requests}."),
    };

    private static async Task<string?> DomainOfAsync(HttpContext context, string text)
    {
        var query = new AdminQueryReader(context.Request.Query);
        if (!DomainName.TryParse(text, out DomainName? domain)) query.Reject("That is no domain name.");
        if (query.TryEnd()) return domain!.Value;
        await QueueRequests.RefuseAsync(context, query.Problem!).ConfigureAwait(false);
        return null;
    }

    private static Task NoSuchDomainAsync(HttpContext context, string domain) => AdminAnswer.ProblemAsync(
        context, StatusCodes.Status404NotFound, "No such domain", $"The gateway has no keys for {domain}: it has sent nothing yet. `submission-policy dkim activate {domain}` makes them.");

    private async Task ListAsync(HttpContext context)
    {
        var query = new AdminQueryReader(context.Request.Query);
        if (!query.TryEnd()) await QueueRequests.RefuseAsync(context, query.Problem!).ConfigureAwait(false);
        else await AdminAnswer.DocumentAsync(context, new AdminDkimDomains([.. domains.List().Select(DkimDocuments.Of)])).ConfigureAwait(false);
    }

    private async Task ShowAsync(HttpContext context, string text)
    {
        if (await DomainOfAsync(context, text).ConfigureAwait(false) is not { } domain) return;
        if (domains.Find(domain) is { } state) await AdminAnswer.DocumentAsync(context, DkimDocuments.Of(state)).ConfigureAwait(false);
        else await NoSuchDomainAsync(context, domain).ConfigureAwait(false);
    }

    private async Task ChangeAsync(HttpContext context, string text, string change)
    {
        if (await DomainOfAsync(context, text).ConfigureAwait(false) is not { } domain) return;
        // An operator who goes away has said it all the same: what was begun is done.
        DkimDomainState? state = change switch
        {
            AdminDkimWords.Activate => await domains.ActivateAsync(domain, CancellationToken.None).ConfigureAwait(false),
            AdminDkimWords.Rotate => await domains.RotateAsync(domain, CancellationToken.None).ConfigureAwait(false),
            _ => await domains.DeactivateAsync(domain, CancellationToken.None).ConfigureAwait(false),
        };
        if (state is null)
        {
            await NoSuchDomainAsync(context, domain).ConfigureAwait(false);
            return;
        }

        DkimAdminLog.Changed(logger, change, domain);
        await AdminAnswer.DocumentAsync(context, DkimDocuments.Of(state)).ConfigureAwait(false);
    }
}
