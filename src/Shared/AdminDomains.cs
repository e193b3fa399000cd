namespace Submission.Admin;

/// <summary>The destinations that nothing is tried at: the answer to <c>GET /v1/domains</c>.</summary>
/// <param name="Suspensions">The suspensions in force.</param>
internal sealed record AdminDomains(IReadOnlyList<AdminSuspension> Suspensions);

/// <summary>A destination that nothing is tried at.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">Since when.</param>
/// <param name="Until">When it ends by itself; <see langword="null"/> where it does not.</param>
internal sealed record AdminSuspension(string Domain, string Reason, DateTimeOffset Since, DateTimeOffset? Until);

/// <summary>What a change of a destination has done: the answer to <c>POST /v1/domains/{domain}/{change}</c>.</summary>
/// <param name="Domain">The domain in its canonical form.</param>
/// <param name="Change"><c>suspend</c> or <c>resume</c>.</param>
/// <param name="IsChanged">Whether there was something to change: a domain that is not suspended is not resumed.</param>
internal sealed record AdminDomainChange(string Domain, string Change, bool IsChanged);
