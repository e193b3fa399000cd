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
/// <param name="Sight">What a connection showed; <see langword="null"/> where none was asked for.</param>
internal sealed record AdminTlsServer(
    string Host, int Preference, IReadOnlyList<string> Addresses, string Tls, string Policy, string Security, string? Waits, string? Returned, AdminTlsSight? Sight = null);

/// <summary>What a connection to a server showed.</summary>
/// <param name="Outcome"><c>proven</c>, <c>encrypted</c> or <c>clear</c> where mail goes there; <c>refused</c> where it does not; <c>unreachable</c> where there was no session.</param>
/// <param name="Address">The address that was reached, with the port; <see langword="null"/> where none was.</param>
/// <param name="Reason">Why it is refused or was not reached; <see langword="null"/> where mail goes there.</param>
/// <param name="Tested">What would be refused by a policy that is only tested, or that there is no TLS; <see langword="null"/> for nothing.</param>
/// <param name="Protocol">The version of TLS, for example <c>TLS 1.3</c>; <see langword="null"/> without TLS.</param>
/// <param name="Cipher">The cipher suite; <see langword="null"/> without TLS.</param>
/// <param name="Certificate">The certificate that was shown, taken or not; <see langword="null"/> for none.</param>
internal sealed record AdminTlsSight(string Outcome, string? Address, string? Reason, string? Tested, string? Protocol, string? Cipher, AdminCertificate? Certificate);

/// <summary>What a certificate says.</summary>
/// <param name="Subject">Whose it says it is.</param>
/// <param name="Issuer">Who has signed it.</param>
/// <param name="Names">The DNS names that it is for.</param>
/// <param name="NotBefore">From when it is valid.</param>
/// <param name="NotAfter">Until when.</param>
/// <param name="Tlsa">The data of the TLSA record that would pin its key.</param>
internal sealed record AdminCertificate(string Subject, string Issuer, IReadOnlyList<string> Names, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Tlsa);

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
