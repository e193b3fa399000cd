namespace Submission.Policy.Client;

/// <summary>The verdict of one stage. Immutable and thread-safe.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Verdict">The verdict.</param>
public sealed record StageVerdict(PolicyStage Stage, Verdict Verdict)
{
    /// <summary>At <see cref="PolicyStage.Rcpt"/>: which recipient, counted from 0 in the order of <see cref="SubmissionFacts.Recipients"/>. Otherwise <see langword="null"/>.</summary>
    public int? Recipient { get; init; }

    /// <summary>At <see cref="PolicyStage.Auth"/>: how the exchange counts as having ended. Otherwise <see langword="null"/>.</summary>
    public AuthenticationOutcome? Outcome { get; init; }
}
