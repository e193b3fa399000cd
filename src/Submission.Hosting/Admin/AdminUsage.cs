using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Submission.Admin;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;
using Submission.Policy.Specification;

namespace Submission.Hosting.Admin;

/// <summary>Answers what the policy has counted and whom it blocks, and changes it; each change is logged. Thread-safe.</summary>
internal sealed class AdminUsage(PolicyEngine engine, ILogger logger)
{
    private const string EveryRule = "(all)";

    public async Task LimitsAsync(HttpContext context, AdminRequest request)
    {
        ImmutableArray<LimitUsage> usages = await engine.Usage.ReadAsync(request.Subject!, context.RequestAborted).ConfigureAwait(false);
        await AdminAnswer.DocumentAsync(context, new AdminLimits(request.Subject!, [.. usages.Select(Of)])).ConfigureAwait(false);
    }

    public async Task ResetAsync(HttpContext context, AdminRequest request)
    {
        if (!await CheckRuleAsync(context, request).ConfigureAwait(false)) return;
        int count = await engine.Usage.ResetAsync(request.Subject!, request.Rule, context.RequestAborted).ConfigureAwait(false);
        AdminLog.Reset(logger, count, request.Subject!, request.Rule?.Value ?? EveryRule);
        await AdminAnswer.DocumentAsync(context, new AdminChange(request.Subject!, request.Rule?.Value, count)).ConfigureAwait(false);
    }

    public async Task BlocksAsync(HttpContext context, AdminRequest request)
    {
        LookupResult<ImmutableArray<CounterBlock>> blocks = await engine.Usage.BlocksAsync(context.RequestAborted).ConfigureAwait(false);
        if (blocks.IsUnavailable)
        {
            await AdminAnswer.ProblemAsync(
                context, StatusCodes.Status503ServiceUnavailable, "The counters do not answer", blocks.Reason ?? "Try again later.").ConfigureAwait(false);
            return;
        }

        await AdminAnswer.DocumentAsync(context, new AdminBlocks(blocks.IsFound ? [.. blocks.Value.Select(Of)] : [])).ConfigureAwait(false);
    }

    public async Task LiftAsync(HttpContext context, AdminRequest request)
    {
        if (!await CheckRuleAsync(context, request).ConfigureAwait(false)) return;
        int count = await engine.Usage.LiftAsync(request.Subject!, request.Rule, context.RequestAborted).ConfigureAwait(false);
        AdminLog.Lifted(logger, count, request.Subject!, request.Rule?.Value ?? EveryRule);
        await AdminAnswer.DocumentAsync(context, new AdminChange(request.Subject!, request.Rule?.Value, count)).ConfigureAwait(false);
    }

    // A rule that there is not would change nothing, and whoever mistyped it would believe that there was nothing.
    private async ValueTask<bool> CheckRuleAsync(HttpContext context, AdminRequest request)
    {
        if (request.Rule is not { } id || engine.Rules.Any(rule => rule.Id == id)) return true;
        string[] known = [.. engine.Rules.Select(static rule => rule.Id.Value)];
        string mend = Spelling.Nearest(id.Value, known) is { } nearest ? $"Did you mean {nearest}?" : $"Known: {string.Join(", ", known)}.";
        await AdminAnswer.ProblemAsync(context, StatusCodes.Status404NotFound, "No such rule", $"The policy has no rule '{id}'. {mend}").ConfigureAwait(false);
        return false;
    }

    private static AdminLimit Of(LimitUsage usage)
    {
        bool isAtOnce = usage.Window.Length == TimeSpan.Zero;
        return new AdminLimit(
            usage.Rule.Value,
            usage.Key.Scope,
            usage.Key.Subject,
            isAtOnce ? null : DurationText.Format(usage.Window.Length),
            isAtOnce ? null : usage.Window.AtMost,
            usage.Used,
            isAtOnce ? null : Math.Max(0, usage.Window.AtMost - usage.Used),
            usage.OpensAt,
            usage.Block is { } block ? Of(block) : null);
    }

    private static AdminBlock Of(CounterBlock block) => new(block.Key.Scope, block.Key.Subject, block.Since, block.Until, block.Reason);
}
