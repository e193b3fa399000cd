using System.Net.Security;
using System.Security.Authentication;

namespace Submission.Smtp.Server;

/// <summary>What was agreed in a TLS handshake. Immutable and thread-safe.</summary>
/// <param name="Protocol">The version of TLS.</param>
/// <param name="CipherSuite">The cipher suite.</param>
/// <param name="ServerName">The name that the client asked for (SNI), unchecked; <see langword="null"/> where it asked for none.</param>
public sealed record SmtpTlsInfo(SslProtocols Protocol, TlsCipherSuite CipherSuite, string? ServerName);
