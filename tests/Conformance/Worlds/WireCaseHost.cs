using Submission.Policy.Delivery;
using Submission.Policy.Testing.Running;

namespace Conformance.Worlds;

/// <summary>What all hosts have in common that run in this process and are spoken to over their wire.</summary>
internal abstract class WireCaseHost(CaseWorld world, PolicyEngine engine) : ICaseHost
{
    public CaseWorld World { get; } = world;

    public PolicyEngine Engine { get; } = engine;

    public abstract ICaseSession OpenSession();

    public virtual ValueTask AdvanceAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        World.Clock.Advance(time);
        return default;
    }

    public virtual async ValueTask<StepOutcome> ReportAsync(DeliveryEvent happened, int? latest, EmailAddress? recipient, CancellationToken cancellationToken)
    {
        int count = await World.Delivery.ReportAsync(Engine, happened, latest, recipient, cancellationToken);
        return count > 0 ? StepOutcome.None : StepOutcome.NotPossible("not so many messages were accepted");
    }

    public virtual async ValueTask<StepOutcome> LiftAsync(string subject, CancellationToken cancellationToken) =>
        await Engine.Usage.LiftAsync(subject, null, cancellationToken) > 0 ? StepOutcome.None : StepOutcome.NotPossible($"there is no block of {subject}");

    public string? WhyUnseen(RuleId rule, PolicyStage stage) =>
        Engine.Unseen.FirstOrDefault(unseen => unseen.Rule == rule && unseen.Stages.HasFlag((PolicyStages)(1 << (int)stage)))?.Why;

    public abstract ValueTask DisposeAsync();
}
