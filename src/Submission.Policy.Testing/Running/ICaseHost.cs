using Submission.Policy.Delivery;

namespace Submission.Policy.Testing.Running;

/// <summary>Where a case is played: the engine itself, or a host behind its wire. One case at a time; not thread-safe.</summary>
internal interface ICaseHost : IAsyncDisposable
{
    /// <summary>Makes a client, which is not connected yet.</summary>
    ICaseSession OpenSession();

    /// <summary>Lets time pass.</summary>
    ValueTask AdvanceAsync(TimeSpan time, CancellationToken cancellationToken);

    /// <summary>Tells the host what has become of messages that it accepted.</summary>
    ValueTask<StepOutcome> ReportAsync(DeliveryEvent happened, int? latest, EmailAddress? recipient, CancellationToken cancellationToken);

    /// <summary>Lifts the blocks of a subject, as an operator does.</summary>
    ValueTask<StepOutcome> LiftAsync(string subject, CancellationToken cancellationToken);

    /// <summary>Why a rule is not asked at a stage here; <see langword="null"/> where it is.</summary>
    string? WhyUnseen(RuleId rule, PolicyStage stage);
}
