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

    /// <summary>Judges the certificate; <see langword="null"/> (the default): any is taken with <see cref="SmtpClientTls.WhenOffered"/>, only a valid one with <see cref="SmtpClientTls.Required"/>.</summary>
    public CertificateJudge? Judge { get; init; }

    /// <summary>Why the server must not be used now, for example because its TLSA records cannot be looked up; <see langword="null"/> (the default) where it may.</summary>
    public TlsFailure? Deferral { get; init; }

    /// <summary>Why mail must not go to the server at all and goes back, for example because a level that it can never meet was asked for; <see langword="null"/> (the default) where it may.</summary>
    public TlsFailure? Refusal { get; init; }

    /// <summary>The published policy that is applied, for reports (RFC 8460). Default: none was found.</summary>
    public TlsPolicyFacts Policy { get; init; } = TlsPolicyFacts.None;

    /// <summary>
    /// A failure of the published policy that does not stop delivery, for example of MTA-STS in mode testing: it is reported where the session would have failed by it. Judged with the
    /// certificate; default <see langword="null"/>.
    /// </summary>
    public CertificateJudge? TestingJudge { get; init; }
}
