namespace Submission.Smtp.Protocol;

/// <summary>An original recipient (RFC 3461, section 4.2; RFC 6533, section 3). Immutable and thread-safe.</summary>
/// <param name="AddressType">The kind of address, such as <c>rfc822</c>, as it was given.</param>
/// <param name="Address">The address, decoded.</param>
/// <param name="Encoded">The whole value as it was given, checked, such as <c>rfc822;jan+2Bx@domena.cz</c>: this goes on to the next hop.</param>
public sealed record OriginalRecipient(string AddressType, string Address, string Encoded);
