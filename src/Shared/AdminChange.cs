namespace Submission.Admin;

/// <summary>What a change has done: the answer to <c>POST /v1/limits/{subject}/reset</c> and <c>POST /v1/blocks/{subject}/lift</c>.</summary>
/// <param name="Subject">The subject as it was asked for.</param>
/// <param name="Rule">The only rule that was changed; <see langword="null"/> for all.</param>
/// <param name="Count">How many counters were emptied, or blocks lifted.</param>
internal sealed record AdminChange(string Subject, string? Rule, int Count);
