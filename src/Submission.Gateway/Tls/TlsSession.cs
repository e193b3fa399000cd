using System.Net;

namespace Submission.Gateway.Tls;

/// <summary>How a connection to a server fared with TLS. Immutable and thread-safe.</summary>
/// <param name="Destination">The canonical domain of the recipients.</param>
/// <param name="Host">The server's name.</param>
/// <param name="Requirement">What was required.</param>
/// <param name="RemoteEndPoint">The server's address; <see langword="null"/> where no connection was made.</param>
/// <param name="LocalAddress">Our address; <see langword="null"/> where it is not known.</param>
/// <param name="Failure">What went wrong; <see langword="null"/> for a session that meets the policy.</param>
public sealed record TlsSession(string Destination, string Host, TlsRequirement Requirement, IPEndPoint? RemoteEndPoint, IPAddress? LocalAddress, TlsFailure? Failure);
