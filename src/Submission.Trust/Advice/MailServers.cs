using System.Collections.Immutable;

namespace Submission.Trust.Advice;

/// <summary>The mail servers of a domain, as far as they are known.</summary>
/// <param name="IsKnown">Whether DNS told.</param>
/// <param name="TakesNoMail">Whether the domain says that it takes no mail (RFC 7505).</param>
/// <param name="Hosts">The hosts that have addresses, the most preferred first.</param>
internal sealed record MailServers(bool IsKnown, bool TakesNoMail, ImmutableArray<string> Hosts);
