namespace Submission.Admin;

/// <summary>What a domain publishes for its mail, and what to publish instead: the answer to <c>GET /v1/advice/{domain}</c>, and the JSON of <c>submission-policy advise</c>.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Verdict">What it comes to: <c>fine</c>, <c>wrong</c>, or <c>unknown</c> where nothing is wrong but not everything could be looked up.</param>
/// <param name="SpfLookups">How many terms of the SPF record ask DNS at most; <see langword="null"/> where there is no record that could be read.</param>
/// <param name="Published">What was found.</param>
/// <param name="Findings">What is wrong or could be better.</param>
internal sealed record AdminAdvice(string Domain, string Verdict, int? SpfLookups, IReadOnlyList<AdminPublishedRecord> Published, IReadOnlyList<AdminFinding> Findings);

/// <summary>A record that was found.</summary>
/// <param name="Topic">What it is for: <c>mail</c>, <c>spf</c>, <c>dkim</c>, <c>dmarc</c>, <c>dane</c>, <c>mta-sts</c>, <c>tls-reporting</c>.</param>
/// <param name="Name">The owner, with its trailing dot.</param>
/// <param name="Type">The type.</param>
/// <param name="Value">The data, as a zone file writes it.</param>
internal sealed record AdminPublishedRecord(string Topic, string Name, string Type, string Value);

/// <summary>Something that is wrong, or could be better.</summary>
/// <param name="Code">What it is, for programs.</param>
/// <param name="Topic">What it is about, as above.</param>
/// <param name="Severity">How much it matters: <c>hint</c>, <c>unknown</c>, <c>warning</c>, <c>error</c>.</param>
/// <param name="Text">What is so.</param>
/// <param name="Why">Why it matters.</param>
/// <param name="Publish">The records to publish in place of those that stand there.</param>
internal sealed record AdminFinding(string Code, string Topic, string Severity, string Text, string Why, IReadOnlyList<AdminZoneRecord> Publish);

/// <summary>A record as a zone file writes it.</summary>
/// <param name="Name">The owner, with its trailing dot.</param>
/// <param name="Type">The type.</param>
/// <param name="Value">The data.</param>
internal sealed record AdminZoneRecord(string Name, string Type, string Value);
