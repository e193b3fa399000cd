namespace Submission.Policy.Composition;

/// <summary>A rule with something laid around it. The engine unwraps it at load; called by itself it does the same, slower.</summary>
internal sealed class DecoratedRule(IPolicyRule inner, Decoration decoration) : IPrefetchingRule
{
    public IPolicyRule Inner { get; } = inner;

    public Decoration Decoration { get; } = decoration;

    public RuleId Id => Inner.Id;

    public PolicyStages Stages => Inner.Stages;

    public void Prefetch(PolicyContext context, CancellationToken cancellationToken)
    {
        if (Inner is not IPrefetchingRule prefetching) return;
        foreach (RuleCondition condition in Decoration.Conditions)
        {
            if (!condition.TryEvaluate(context, out bool value) || value == condition.IsExemption) return;
        }

        prefetching.Prefetch(context, cancellationToken);
    }

    public async ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        foreach (RuleCondition condition in Decoration.Conditions)
        {
            if (!condition.TryEvaluate(context, out bool value)) return OnError("a condition could not be evaluated");
            if (value == condition.IsExemption) return Verdict.Accept;
        }

        Verdict verdict = await Inner.EvaluateAsync(context, cancellationToken).ConfigureAwait(false);
        if (verdict.Kind == VerdictKind.Unavailable) verdict = OnError(verdict.Reason);
        return Decoration.Mode.IsEnforcedFor(Id, context.Account?.Login ?? context.Client.CounterSubject) ? verdict : Verdict.Accept;

        Verdict OnError(string? reason) => Decoration.OnError?.Decide(context, reason) ?? Verdict.Unavailable(reason ?? "");
    }
}
