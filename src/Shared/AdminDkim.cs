namespace Submission.Admin;

/// <summary>The domains that the gateway signs for, or is about to: the answer to <c>GET /v1/dkim</c>.</summary>
/// <param name="Domains">The domains in the order of their names.</param>
internal sealed record AdminDkimDomains(IReadOnlyList<AdminDkimDomain> Domains);

/// <summary>A domain: the answer to <c>GET /v1/dkim/{domain}</c> and to changes of it.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="State"><c>signing</c>, <c>waiting</c> (no record is in DNS) or <c>off</c>.</param>
/// <param name="Dns">Who publishes its records: <c>ours</c> (the gateway), <c>elsewhere</c> (somebody by hand) or <c>unknown</c>.</param>
/// <param name="Keys">Its keys, the oldest first.</param>
internal sealed record AdminDkimDomain(string Domain, string State, string Dns, IReadOnlyList<AdminDkimKey> Keys);

/// <summary>A key of a domain.</summary>
/// <param name="Name">Where its record is in DNS.</param>
/// <param name="Algorithm"><c>rsa-sha256</c> or <c>ed25519-sha256</c>.</param>
/// <param name="Stage"><c>waiting</c>, <c>signing</c> or <c>retired</c>.</param>
/// <param name="Since">Since when.</param>
/// <param name="Record">The TXT record as one text.</param>
/// <param name="ZoneText">The record as it stands in a zone file.</param>
/// <param name="Problem">What is wrong with it; <see langword="null"/> where nothing is known to be.</param>
internal sealed record AdminDkimKey(string Name, string Algorithm, string Stage, DateTimeOffset Since, string Record, string ZoneText, string? Problem);
