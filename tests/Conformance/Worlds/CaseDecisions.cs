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

    /// <summary>Waits until the host has counted a failed authentication of which the log of Postfix tells.</summary>
    /// <returns>Whether it has.</returns>
    public async Task<bool> HasCountedAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < 5000; i++)
        {
            if (Take() is { Stage: PolicyStage.Auth }) return true;
            await Task.Delay(2, cancellationToken);
        }

        return false;
    }
}
