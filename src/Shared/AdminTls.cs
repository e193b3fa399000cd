namespace Submission.Admin;

/// <summary>How mail for a domain would go now: the answer to <c>GET /v1/tls/{domain}</c>.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Servers">Its servers in the order in which they are tried.</param>
/// <param name="Problem">Why there are none; <see langword="null"/> where there are some.</param>
/// <param name="MtaSts">Its MTA-STS; <see langword="null"/> where MTA-STS is off.</param>
/// <param name="Reports">Where it wants reports of TLS.</param>
/// <param name="ReportsProblem">What is wrong with the record that says so; <see langword="null"/> where nothing is.</param>
internal sealed record AdminTls(string Domain, IReadOnlyList<AdminTlsServer> Servers, string? Problem, AdminMtaSts? MtaSts, IReadOnlyList<string> Reports, string? ReportsProblem);

/// <summary>What is required of a server.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Preference">Its preference.</param>
/// <param name="Addresses">Its addresses, with the port.</param>
/// <param name="Tls"><c>never</c>, <c>offered</c> (where the server offers it) or <c>required</c>.</param>
/// <param name="Policy">What the domain has published that is applied: <c>none</c>, <c>tlsa</c> or <c>sts</c>.</param>
/// <param name="Security">What a connection is made under: connections are shared only among equal texts.</param>
/// <param name="Waits">Why mail waits rather than go there; <see langword="null"/> where it goes.</param>
/// <param name="Returned">Why mail goes back rather than there; <see langword="null"/> where it goes.</param>
internal sealed record AdminTlsServer(
    string Host, int Preference, IReadOnlyList<string> Addresses, string Tls, string Policy, string Security, string? Waits, string? Returned);

/// <summary>What is known of a domain's MTA-STS policy.</summary>
/// <param name="Mode">The mode of the policy in force: <c>enforce</c>, <c>testing</c> or <c>none</c>; <see langword="null"/> where no policy is in force.</param>
/// <param name="Servers">The servers that the policy names.</param>
/// <param name="Id">The id that the policy was fetched under.</param>
/// <param name="Kept">Whether it was there already, and was not fetched for this answer.</param>
/// <param name="FetchedAt">When it was fetched.</param>
/// <param name="ExpiresAt">Until when it is in force.</param>
/// <param name="RecordId">The id in the domain's record now.</param>
/// <param name="Problem">
/// What is wrong with the record, or with fetching the policy; that the policy which is served is no longer the one in force, although the id is the same; <see langword="null"/> where nothing is.
/// </param>
internal sealed record AdminMtaSts(string? Mode, IReadOnlyList<string> Servers, string? Id, bool Kept, DateTimeOffset? FetchedAt, DateTimeOffset? ExpiresAt, string? RecordId, string? Problem);
