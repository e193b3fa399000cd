using System.Net;

namespace Submission.Trust.Spf;

/// <summary>What SPF is asked: whether a client may send for a sender (RFC 7208, section 4.1). Immutable and thread-safe.</summary>
/// <param name="Client">The client's address; an IPv4 address that IPv6 carries is that IPv4 address.</param>
/// <param name="Helo">The name in EHLO or HELO, as it was said.</param>
/// <param name="Sender">The address of the reverse-path without its brackets; empty for <c>&lt;&gt;</c>, where <paramref name="Helo"/> is checked instead (section 2.4).</param>
public sealed record SpfQuery(IPAddress Client, string Helo, string Sender)
{
    /// <summary>The name of the host that checks, for <c>%{r}</c>. Default <c>unknown</c>.</summary>
    public string Receiver { get; init; } = "unknown";
}
