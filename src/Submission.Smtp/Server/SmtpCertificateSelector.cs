using System.Net.Security;

namespace Submission.Smtp.Server;

/// <summary>
/// Chooses the certificate of a handshake; asked anew for every connection, so that certificates can be replaced while in use.
/// Called by many threads at once; it must be quick and must not throw.
/// </summary>
/// <param name="serverName">The name that the client asked for (SNI); <see langword="null"/> where it asked for none or has not asked yet.</param>
/// <returns>
/// The certificate with its chain: the same object as long as it is the same certificate; or <see langword="null"/> where
/// there is none. Without a certificate for a <see langword="null"/> name STARTTLS is not offered.
/// </returns>
public delegate SslStreamCertificateContext? SmtpCertificateSelector(string? serverName);
