namespace Submission.Gateway.Routing;

/// <summary>Whether a smart host is spoken to by TLS.</summary>
public enum SmartHostTls
{
    /// <summary>Where it is offered, whatever the certificate (RFC 7435).</summary>
    Opportunistic = 0,

    /// <summary>Always, and with a certificate that is valid for its name.</summary>
    Required = 1,
}
