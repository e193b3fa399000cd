namespace Submission.Gateway.Tls;

/// <summary>
/// The port that hears how each new connection to a server fared with TLS (RFC 8460), but for servers that the operator named. Implementations are thread-safe, return at once and do not throw.
/// </summary>
public interface ITlsSessionObserver
{
    /// <summary>Takes note of a session.</summary>
    /// <param name="session">The session.</param>
    void Observe(TlsSession session);
}
