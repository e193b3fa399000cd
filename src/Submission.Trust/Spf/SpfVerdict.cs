namespace Submission.Trust.Spf;

/// <summary>What one domain's record comes to within a check.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Domain">The domain whose record decided.</param>
/// <param name="Record">That record.</param>
/// <param name="Term">The term that decided.</param>
/// <param name="Reason">Why.</param>
internal sealed record SpfVerdict(SpfOutcome Outcome, string Domain, SpfRecord? Record, string? Term, string? Reason);
