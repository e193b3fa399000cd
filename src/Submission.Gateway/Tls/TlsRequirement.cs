using System.Net.Security;
using Submission.Smtp.Client;

namespace Submission.Gateway.Tls;

/// <summary>How a server is to be spoken to. Immutable and thread-safe.</summary>
/// <param name="Mode">Whether TLS is used.</param>
/// <param name="SecurityState">What a connection must have been made under to be used again: connections are shared only among equal texts.</param>
public sealed record TlsRequirement(SmtpClientTls Mode, string SecurityState)
{
    /// <summary>TLS wherever it is offered, whatever the certificate (RFC 7435).</summary>
    public static TlsRequirement Opportunistic { get; } = new(SmtpClientTls.WhenOffered, "opportunistic");

    /// <summary>The name asked for in TLS; <see langword="null"/> (the default) for the server's own.</summary>
    public string? ServerName { get; init; }

    /// <summary>Judges the certificate; <see langword="null"/> (the default): by <see cref="SmtpClientOptions.ValidateCertificate"/>.</summary>
    public RemoteCertificateValidationCallback? ValidateCertificate { get; init; }

    /// <summary>Why the server must not be used now, for example because its TLSA records cannot be looked up; <see langword="null"/> (the default) where it may.</summary>
    public string? DeferReason { get; init; }
}
