namespace Submission.Admin;

/// <summary>That the host runs, and with what: the answer to <c>GET /v1/health</c>.</summary>
/// <param name="Status">Always <c>ok</c>: a host that is not well does not answer.</param>
/// <param name="Host">The host's own name.</param>
/// <param name="Version">The version of the host.</param>
/// <param name="Policy">The policy in force.</param>
/// <param name="Rules">How many rules it has.</param>
/// <param name="StartedAt">Since when the host runs.</param>
/// <param name="Decisions">How many decision records it keeps at the moment.</param>
internal sealed record AdminHealth(string Status, string Host, string Version, string Policy, int Rules, DateTimeOffset StartedAt, int Decisions);
