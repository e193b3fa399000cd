namespace Submission.Policy;

/// <summary>One check. Implementations are immutable and thread-safe: one instance serves all sessions.</summary>
public interface IPolicyRule
{
    /// <summary>The name of the rule, for logs, decision records and the policy's order.</summary>
    RuleId Id { get; }

    /// <summary>The stages at which the rule is asked.</summary>
    PolicyStages Stages { get; }

    /// <summary>Judges the present stage.</summary>
    /// <param name="context">The facts; valid during the call only.</param>
    /// <param name="cancellationToken">Ends the wait when the session ends.</param>
    /// <returns>The verdict. Whatever is known already is answered without a wait.</returns>
    /// <remarks>An exception is a bug: the engine answers for the rule with <c>451 4.3.0</c>, and the session goes on.</remarks>
    ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken);
}
