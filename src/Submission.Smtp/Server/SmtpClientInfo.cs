using System.Net;

namespace Submission.Smtp.Server;

/// <summary>Who has connected, and to what. Immutable and thread-safe.</summary>
/// <param name="ConnectionId">A text that tells this connection from others in logs.</param>
/// <param name="Remote">The client's end; behind a trusted proxy the one that the proxy named.</param>
/// <param name="Local">The end the client connected to; behind a trusted proxy the one that the proxy named.</param>
/// <param name="Mode">How the listener comes to TLS.</param>
/// <param name="Proxy">The proxy's end of the connection; <see langword="null"/> where none stands between.</param>
public sealed record SmtpClientInfo(string ConnectionId, IPEndPoint Remote, IPEndPoint Local, SmtpListenerMode Mode, IPEndPoint? Proxy);
