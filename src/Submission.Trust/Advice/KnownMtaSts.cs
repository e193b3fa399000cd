using Submission.Trust.MtaSts;

namespace Submission.Trust.Advice;

/// <summary>The MTA-STS policy as it was before: those who sent then have it still, until the id changes (RFC 8461, section 3.1). Immutable and thread-safe.</summary>
/// <param name="Id">The id of its record.</param>
/// <param name="Policy">The policy.</param>
public sealed record KnownMtaSts(string Id, StsPolicy Policy);
