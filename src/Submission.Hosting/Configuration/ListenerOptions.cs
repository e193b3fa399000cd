using System.Net;

namespace Submission.Hosting.Configuration;

/// <summary>One place where the host listens.</summary>
public sealed class ListenerOptions
{
    /// <summary>The address and the port; all addresses are <c>0.0.0.0</c> and <c>[::]</c>.</summary>
    /// <value>Such as <c>127.0.0.1:2587</c> or <c>[::1]:2587</c>. It must be set, or <c>Socket</c>.</value>
    public IPEndPoint? Endpoint { get; set; }

    /// <summary>
    /// The name of a socket that systemd passes (<c>FileDescriptorName=</c> of a socket unit, sd_listen_fds(3)), in place of an address. It listens already while the host starts
    /// anew, so that no client is refused.
    /// </summary>
    public string? Socket { get; set; }

    /// <summary>The descriptor of that socket, once it is found.</summary>
    internal int? Handle { get; set; }

    /// <summary>How the connection comes to TLS: <c>starttls</c> (RFC 3207) or <c>implicit</c> (RFC 8314).</summary>
    public ListenerTls Tls { get; set; } = ListenerTls.StartTls;
}

/// <summary>How a listener comes to TLS.</summary>
public enum ListenerTls
{
    /// <summary>Cleartext at first; STARTTLS is offered (RFC 3207).</summary>
    StartTls,

    /// <summary>TLS from the first octet (RFC 8314).</summary>
    Implicit,
}
