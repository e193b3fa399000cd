namespace Submission.Policy;

/// <summary>A rule that reads look-ups and can start them before its turn, so that a stage takes as long as its slowest look-up, not as their sum.</summary>
public interface IPrefetchingRule : IPolicyRule
{
    /// <summary>Starts the look-ups that <see cref="IPolicyRule.EvaluateAsync"/> will read at this stage, through <see cref="PolicyContext.Lookups"/>, and does not wait.</summary>
    /// <param name="context">The facts; valid during the call only.</param>
    /// <param name="cancellationToken">The token that the evaluation will get.</param>
    void Prefetch(PolicyContext context, CancellationToken cancellationToken);
}
