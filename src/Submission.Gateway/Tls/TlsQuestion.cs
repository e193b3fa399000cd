using Submission.Gateway.Routing;

namespace Submission.Gateway.Tls;

/// <summary>What a requirement is asked for. Immutable and thread-safe.</summary>
/// <param name="Destination">The canonical domain of the recipients, or an address literal.</param>
/// <param name="Host">The server.</param>
/// <param name="Demand">What the message itself asks for.</param>
public sealed record TlsQuestion(string Destination, RouteHost Host, MessageTls Demand);
