namespace Submission.Gateway.Tls;

/// <summary>What a message asks for (RFC 8689).</summary>
public enum MessageTls
{
    /// <summary>Nothing: the policies of its recipients' domains decide.</summary>
    Default = 0,

    /// <summary>TLS with an authenticated server that keeps the demand: REQUIRETLS, section 2.</summary>
    Required = 1,

    /// <summary>Delivery before secrecy: <c>TLS-Required: No</c>, section 3.</summary>
    Optional = 2,
}
