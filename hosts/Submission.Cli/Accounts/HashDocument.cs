namespace Submission.Cli.Accounts;

/// <summary>The JSON of <c>accounts hash</c>.</summary>
internal sealed record HashDocument(string Scheme, string Hash);
