namespace Submission.Trust.Advice;

/// <summary>What came of fetching a policy. Immutable and thread-safe.</summary>
/// <param name="Text">The policy; <see langword="null"/> where there is none.</param>
/// <param name="Problem">Why there is none, as a piece of a sentence; <see langword="null"/> where there is one.</param>
public sealed record FetchedPolicy(string? Text, string? Problem);
