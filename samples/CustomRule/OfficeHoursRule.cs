using Submission.Policy;
using Submission.Policy.Kinds;

namespace CustomRule;

/// <summary>Refuses mail outside the hours in which an office works. In YAML: <c>office-hours: { from: 7, to: 19 }</c>.</summary>
internal sealed class OfficeHoursRule(RuleId id, PolicyStages stages, int from, int to, RuleReply reply) : IPolicyRule
{
    public RuleId Id { get; } = id;

    public PolicyStages Stages { get; } = stages;

    /// <summary>Reads what stands below the kind in YAML; a wrong or missing word is told with its line and column.</summary>
    public static OfficeHoursRule? Build(RuleBinder binder)
    {
        long? from = binder.Number("from", required: true, minimum: 0, maximum: 23);
        long? to = binder.Number("to", required: true, minimum: 1, maximum: 24);
        return binder.HasErrors ? null : new OfficeHoursRule(binder.Id, binder.Stages, (int)from!.Value, (int)to!.Value, binder.Reply);
    }

    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        int hour = context.Now.UtcDateTime.Hour;
        return new(hour >= from && hour < to ? Verdict.Accept : reply.Refuse(context, $"it is {hour} o'clock UTC"));
    }
}
