namespace Submission.Hosting.Accounts;

/// <summary>How a login and its password were judged. Immutable.</summary>
/// <param name="Outcome">What the policy is told.</param>
/// <param name="Account">The account where the outcome is <see cref="AuthenticationOutcome.Succeeded"/>; otherwise <see langword="null"/>.</param>
public readonly record struct AuthenticationResult(AuthenticationOutcome Outcome, AccountFacts? Account);
