using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Submission.Admin;
using Submission.Gateway.Signing;
using Submission.Gateway.Signing.Activation;
using Submission.Hosting.Admin;
using Submission.Trust.Advice;

namespace Submission.GatewayServer.Admin;

/// <summary>
/// <c>/v1/advice</c>: what a domain publishes for its mail, what is wrong, and what to publish. What is not in the query is as configured, and the keys that the gateway signs with are known.
/// Changes nothing. Thread-safe.
/// </summary>
/// <param name="advisor">Gives the advice.</param>
/// <param name="usual">What is configured.</param>
/// <param name="signing">The keys; <see langword="null"/> where nothing is signed.</param>
internal sealed class AdviceResource(DomainAdvisor advisor, AdviceOptions usual, DkimDomains? signing) : IAdminResource
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
        string[]? selectors = query.Text("selectors")?.Split(',');
        if (selectors is not null && (selectors.Length > MostSelectors || selectors.Any(static it => it.Length == 0))) query.Reject($"The parameter selectors takes 1 to {MostSelectors} selectors, with commas between them.");
        string[]? exchangers = query.Text("mx")?.Split(',');
        if (exchangers is not null && (exchangers.Length > MostSelectors || !exchangers.All(AdviceOptions.IsName))) query.Reject("The parameter mx takes 1 to 10 host names, with commas between them.");
        string? reports = query.Text("reports");
        if (!query.TryEnd())
        {
            await QueueRequests.RefuseAsync(context, query.Problem!).ConfigureAwait(false);
            return;
        }

        AdviceOptions options = usual with
        {
            Include = include ?? usual.Include,
            Exchangers = exchangers is null ? usual.Exchangers : [.. exchangers],
            Selectors = selectors is null ? [.. KeysOf(domain!.Value), .. usual.Selectors] : [.. selectors.Select(static it => new AdviceSelector(it))],
            ReportAddress = reports ?? usual.ReportAddress,
        };
        DomainAdvice advice = await advisor.AdviseAsync(domain!, options, context.RequestAborted).ConfigureAwait(false);
        await AdminAnswer.DocumentAsync(context, AdviceDocument.Of(advice)).ConfigureAwait(false);
    }

    // A key that is retired signs no more; that its record is gone is as it should be.
    private ImmutableArray<AdviceSelector> KeysOf(string domain) => signing?.Find(domain) is { IsOff: false } state
        ? [.. state.Keys.Where(static key => key.Stage != DkimKeyStage.Retired).Select(static key => new AdviceSelector(key.Selector, key.Record))]
        : [];
}
