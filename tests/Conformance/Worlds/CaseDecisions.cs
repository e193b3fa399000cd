using Submission.Policy.Decisions;

namespace Conformance.Worlds;

/// <summary>Keeps the last decision of a host, which tells the rule behind the reply that was just read.</summary>
internal sealed class CaseDecisions : IDecisionSink
{
    private DecisionRecord? _last;

    public bool Wants(Verdict verdict, PolicyStage stage) => true;

    public void Record(DecisionRecord record) => Volatile.Write(ref _last, record);

    /// <summary>Takes the last decision since the one that was taken before; <see langword="null"/> where there is none.</summary>
    public DecisionRecord? Take() => Interlocked.Exchange(ref _last, null);
}
