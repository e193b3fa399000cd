using Submission.Policy.Delivery;

namespace Submission.Policy.Testing.Running;

/// <summary>The engine itself, called as a host calls it.</summary>
internal sealed class EngineCaseHost(FakeWorld world, PolicyEngine engine, CaseEvidence evidence) : ICaseHost
{
    public ICaseSession OpenSession() => new PlayedSession(world, engine, evidence);

    public ValueTask AdvanceAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        world.Clock.Advance(time);
        return default;
    }

    public async ValueTask<StepOutcome> ReportAsync(DeliveryEvent happened, int? latest, EmailAddress? recipient, CancellationToken cancellationToken)
    {
        int count = await world.Delivery.ReportAsync(engine, happened, latest, recipient, cancellationToken).ConfigureAwait(false);
        return count > 0 ? StepOutcome.None : StepOutcome.NotPossible("not so many messages were accepted");
    }

    public async ValueTask<StepOutcome> LiftAsync(string subject, CancellationToken cancellationToken) =>
        await engine.Usage.LiftAsync(subject, null, cancellationToken).ConfigureAwait(false) > 0
            ? StepOutcome.None
            : StepOutcome.NotPossible($"there is no block of {subject}");

    public string? WhyUnseen(RuleId rule, PolicyStage stage) => null;

    public ValueTask DisposeAsync() => default;
}
