using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Reloading;

namespace Submission.Hosting.Certificates;

/// <summary>The certificate of PEM files. A reload swaps it for connections to come; files that cannot be used, or whose certificate has expired, leave the old one in force as long as it has not expired itself. Thread-safe.</summary>
internal sealed class CertificateFile : IReloadable
{
    private readonly string _path;
    private readonly string? _keyPath;
    private readonly ILogger<CertificateFile> _logger;
    private readonly TimeProvider _time;
    private readonly WatchedFiles _files;
    private volatile SslStreamCertificateContext _current;

    /// <summary>Reads the certificate.</summary>
    /// <exception cref="HostStartException">The files cannot be used; the message says why.</exception>
    public CertificateFile(string path, string? keyPath, ILogger<CertificateFile> logger, TimeProvider? time = null)
    {
        _path = path;
        _keyPath = keyPath;
        _logger = logger;
        _time = time ?? TimeProvider.System;
        _files = new WatchedFiles(path, keyPath);
        _current = TryRead(out string? error) ?? throw new HostStartException([error!]);
        if (HasExpired(_current)) CertificateLog.Expired(_logger, path, NotAfter(_current));
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

        if (HasExpired(certificate) && !HasExpired(_current))
        {
            CertificateLog.NotReloaded(_logger, $"{_path}: the certificate expired at {NotAfter(certificate):u}");
            return;
        }

        _current = certificate;
        CertificateLog.Reloaded(_logger, _path, certificate.TargetCertificate.Subject, NotAfter(certificate));
        if (HasExpired(certificate)) CertificateLog.Expired(_logger, _path, NotAfter(certificate));
    }

    private static DateTime NotAfter(SslStreamCertificateContext certificate) => certificate.TargetCertificate.NotAfter.ToUniversalTime();

    private bool HasExpired(SslStreamCertificateContext certificate) => NotAfter(certificate) <= _time.GetUtcNow().UtcDateTime;

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
