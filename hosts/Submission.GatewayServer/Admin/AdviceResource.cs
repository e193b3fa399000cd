using Microsoft.AspNetCore.Http;
using Submission.Admin;
using Submission.Hosting.Admin;
using Submission.Trust.Advice;

namespace Submission.GatewayServer.Admin;

/// <summary><c>/v1/advice</c>: what a domain publishes for its mail, what is wrong, and what to publish. Changes nothing. Thread-safe.</summary>
internal sealed class AdviceResource(DomainAdvisor advisor) : IAdminResource
{
    private const int MostSelectors = 10;

    public string Name => "advice";

    public string Requests => "GET /v1/advice/DOMAIN";

    public Task AnswerAsync(HttpContext context, AdminRequest request) => request is { Subject: { } domain, Action: null }
        ? QueueRequests.AnswerAsync(context, HttpMethods.Get, it => AdviseAsync(it, domain))
        : AdminAnswer.ProblemAsync(context, StatusCodes.Status404NotFound, AdminQueueWords.NoSuchResource, $"Known: {Requests}.");

    private async Task AdviseAsync(HttpContext context, string text)
    {
        var query = new AdminQueryReader(context.Request.Query);
        if (!DomainName.TryParse(text, out DomainName? domain)) query.Reject("That is no domain name.");
        string? include = query.Text("include");
        if (include is not null && !AdviceOptions.IsName(include)) query.Reject("The parameter include takes a name such as _spf.example.com.");
        string[] selectors = query.Text("selectors")?.Split(',') ?? [];
        if (selectors.Length > MostSelectors || selectors.Any(static it => it.Length == 0)) query.Reject($"The parameter selectors takes 1 to {MostSelectors} selectors, with commas between them.");
        string? reports = query.Text("reports");
        if (!query.TryEnd())
        {
            await QueueRequests.RefuseAsync(context, query.Problem!).ConfigureAwait(false);
            return;
        }

        var options = new AdviceOptions { Include = include, Selectors = [.. selectors.Select(static it => new AdviceSelector(it))], ReportAddress = reports };
        DomainAdvice advice = await advisor.AdviseAsync(domain!, options, context.RequestAborted).ConfigureAwait(false);
        await AdminAnswer.DocumentAsync(context, AdviceDocument.Of(advice)).ConfigureAwait(false);
    }
}
