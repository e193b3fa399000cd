namespace Submission.Policy.Client;

/// <summary>The answer to an AUTH exchange. Immutable and thread-safe.</summary>
/// <param name="Verdict">The verdict: the client is authenticated where it is to go on.</param>
/// <param name="Outcome">How the exchange counts as having ended; another outcome than was told where the service looked the login up and did not find it.</param>
public sealed record AuthenticationVerdict(Verdict Verdict, AuthenticationOutcome Outcome);
