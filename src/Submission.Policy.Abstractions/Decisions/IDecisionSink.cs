namespace Submission.Policy.Decisions;

/// <summary>Takes the decision records of all verdicts. Implementations are thread-safe, quick, and do not throw.</summary>
public interface IDecisionSink
{
    /// <summary>Whether a verdict is of interest; no record is made of others, which keeps the way of accepted mail free of allocations.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="stage">The stage that it was given at.</param>
    bool Wants(Verdict verdict, PolicyStage stage);

    /// <summary>Takes a record.</summary>
    void Record(DecisionRecord record);
}
