using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Submission.Gateway.Tls;

/// <summary>Judges the certificate of a server. Called during the handshake, by many connections at once; it must not throw.</summary>
/// <param name="certificate">The server's own certificate; <see langword="null"/> where it showed none.</param>
/// <param name="chain">The chain that was built, with what the server sent; <see langword="null"/> where none was.</param>
/// <param name="errors">What the system finds wrong with it.</param>
/// <returns>Why it is not taken; <see langword="null"/> where it is.</returns>
public delegate TlsFailure? CertificateJudge(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors);
