using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Reloading;

namespace Submission.Hosting.Certificates;

/// <summary>The certificate of PEM files. A reload swaps it for connections to come; files that cannot be used leave the old one in force. Thread-safe.</summary>
internal sealed class CertificateFile : IReloadable
{
    private readonly string _path;
    private readonly string? _keyPath;
    private readonly ILogger<CertificateFile> _logger;
    private readonly WatchedFiles _files;
    private volatile SslStreamCertificateContext _current;

    /// <summary>Reads the certificate.</summary>
    /// <exception cref="HostStartException">The files cannot be used; the message says why.</exception>
    public CertificateFile(string path, string? keyPath, ILogger<CertificateFile> logger)
    {
        _path = path;
        _keyPath = keyPath;
        _logger = logger;
        _files = new WatchedFiles(path, keyPath);
        _current = TryRead(out string? error) ?? throw new HostStartException([error!]);
    }

    /// <summary>The certificate in force, with those of its issuers.</summary>
    public SslStreamCertificateContext Current => _current;

    public bool HasChanged() => _files.HaveChanged();

    public void Reload()
    {
        SslStreamCertificateContext? certificate = TryRead(out string? error);
        if (certificate is null)
        {
            CertificateLog.NotReloaded(_logger, error!);
            return;
        }

        _current = certificate;
        CertificateLog.Reloaded(_logger, _path, certificate.TargetCertificate.Subject, certificate.TargetCertificate.NotAfter.ToUniversalTime());
    }

    private SslStreamCertificateContext? TryRead(out string? error)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(_path, _keyPath ?? _path);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(_path);
            if (chain.Count > 0) chain.RemoveAt(0);
            error = null;
            return SslStreamCertificateContext.Create(certificate, chain, offline: true);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            error = $"{_path}: the certificate and its key cannot be used: {exception.Message}";
            return null;
        }
    }
}
