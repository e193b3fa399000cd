namespace Submission.Admin;

/// <summary>All blocks in force: the answer to <c>GET /v1/blocks</c>.</summary>
/// <param name="Blocks">The blocks.</param>
internal sealed record AdminBlocks(IReadOnlyList<AdminBlock> Blocks);

/// <summary>One block: until it ends, the rule refuses everything of the subject.</summary>
/// <param name="Scope">What was counted, for example <c>spam-over-budget/client.ip</c>.</param>
/// <param name="Subject">Who is blocked: an account, an address, a network.</param>
/// <param name="Since">Since when.</param>
/// <param name="Until">Until when.</param>
/// <param name="Reason">Why, for an operator to read.</param>
internal sealed record AdminBlock(string Scope, string Subject, DateTimeOffset Since, DateTimeOffset Until, string Reason);
