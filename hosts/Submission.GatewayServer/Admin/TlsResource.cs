using Microsoft.AspNetCore.Http;
using Submission.Admin;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.MtaSts;
using Submission.Hosting.Admin;
using Submission.Policy.Lookups;
using Submission.Trust.MtaSts;
using Submission.Trust.TlsReporting;

namespace Submission.GatewayServer.Admin;

/// <summary><c>/v1/tls</c>: how mail for a domain would be protected now, and why. It asks DNS and may fetch the domain's MTA-STS policy; with <c>connect=true</c> it also connects to the servers, as delivery would. Thread-safe.</summary>
internal sealed class TlsResource(IRouteResolver routes, IDeliveryTlsPolicy tls, IDnsRecordResolver dns, MtaStsPolicies? policies, TlsProbe probe) : IAdminResource
{
    // Those that come first are those that get the mail.
    private const int MostConnections = 20;

    public string Name => "tls";

    public string Requests => "GET /v1/tls/DOMAIN";

    public Task AnswerAsync(HttpContext context, AdminRequest request) => request is { Subject: { } domain, Action: null }
        ? QueueRequests.AnswerAsync(context, HttpMethods.Get, it => CheckAsync(it, domain))
        : AdminAnswer.ProblemAsync(context, StatusCodes.Status404NotFound, AdminQueueWords.NoSuchResource, $"Known: {Requests}.");

    private async Task CheckAsync(HttpContext context, string text)
    {
        var query = new AdminQueryReader(context.Request.Query);
        if (!DomainName.TryParse(text, out DomainName? domain)) query.Reject("That is no domain name.");
        bool connects = query.Flag("connect");
        if (!query.TryEnd())
        {
            await QueueRequests.RefuseAsync(context, query.Problem!).ConfigureAwait(false);
            return;
        }

        await AdminAnswer.DocumentAsync(context, await FindAsync(domain!.Value, connects, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    // RFC 8461, section 3.1: who changes a policy and forgets the id is not heard.
    private static async Task<AdminMtaSts> FindPolicyAsync(MtaStsPolicies policies, string domain, CancellationToken cancellationToken)
    {
        StsState state = await policies.FindAsync(domain, cancellationToken).ConfigureAwait(false);
        if (state is not { IsKept: true, Policy: { } kept } || state.PolicyId != state.RecordId) return TlsDocuments.Of(state, null);
        StsFetchResult served = await policies.ReadServedAsync(domain, cancellationToken).ConfigureAwait(false);
        string? doubt = served.IsFound
            ? served.Policy.Lines.AsSpan().SequenceEqual(kept.Lines.AsSpan()) ? null : "The policy that is served now is another one, but the id in the record is the same: the policy above stays in force."
            : $"The policy cannot be fetched now ({served.Reason}): the policy above stays in force.";
        return TlsDocuments.Of(state, doubt);
    }

    private async Task<AdminTls> FindAsync(string domain, bool connects, CancellationToken cancellationToken)
    {
        // Before anything else asks for the policy: whether it was there already is told too.
        AdminMtaSts? sts = policies is null ? null : await FindPolicyAsync(policies, domain, cancellationToken).ConfigureAwait(false);
        RouteResult route = await routes.ResolveAsync(domain, cancellationToken).ConfigureAwait(false);
        List<AdminTlsServer> servers = [];
        List<Task<TlsSight>> sights = [];
        if (route.IsFound)
        {
            foreach (RouteHost host in route.Route.Hosts)
            {
                TlsRequirement requirement = await tls.RequireAsync(new TlsQuestion(domain, host, MessageTls.Default), cancellationToken).ConfigureAwait(false);
                servers.Add(TlsDocuments.Of(host, requirement));
                if (connects && sights.Count < MostConnections) sights.Add(probe.LookAsync(host, requirement, cancellationToken).AsTask());
            }

            for (int i = 0; i < sights.Count; i++) servers[i] = servers[i] with { Sight = TlsDocuments.Of(await sights[i].ConfigureAwait(false)) };
        }

        DnsRecordSet<string> texts = await dns.GetTextAsync(TlsReportRecord.NameFor(domain), cancellationToken).ConfigureAwait(false);
        string? problem = texts.IsUnavailable ? texts.Reason ?? "The record cannot be looked up." : null;
        TlsReportRecord? reports = null;
        if (problem is null) TlsReportRecord.TryFind(texts.Records, out reports, out problem);
        return new AdminTls(domain, servers, route.Reason, sts, reports is null ? [] : [.. reports.Addresses.Select(static address => address.ToString())], problem);
    }
}
