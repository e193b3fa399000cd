namespace Submission.Hosting.Configuration;

/// <summary>The certificate for TLS. Read anew when a file changes, and at SIGHUP; files that cannot be used leave the old certificate in force.</summary>
public sealed class CertificateOptions
{
    /// <summary>The PEM file with the certificate and, behind it, those of its issuers.</summary>
    /// <value>A path. It must be set, unless <c>AllowCleartextAuth</c> is on and no listener has implicit TLS.</value>
    public string? Path { get; set; }

    /// <summary>The PEM file with the private key, unencrypted.</summary>
    /// <value>A path. Default: the key is in the file of <c>Path</c>.</value>
    public string? KeyPath { get; set; }
}
