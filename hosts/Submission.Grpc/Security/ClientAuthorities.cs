using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Submission.Hosting;
using Submission.Hosting.Reloading;

namespace Submission.Grpc.Security;

/// <summary>The authorities whose certificates let clients in. A reload swaps them; a file that cannot be used leaves the old ones in force. Thread-safe.</summary>
internal sealed partial class ClientAuthorities : IReloadable
{
    // RFC 5280, section 4.2.1.12: id-kp-clientAuth.
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");
    private readonly string _path;
    private readonly ILogger<ClientAuthorities> _logger;
    private readonly WatchedFiles _files;
    private volatile X509Certificate2Collection _authorities;

    /// <summary>Reads the file.</summary>
    /// <exception cref="HostStartException">It cannot be used; the message says why.</exception>
    public ClientAuthorities(string path, ILogger<ClientAuthorities> logger)
    {
        _path = path;
        _logger = logger;
        _files = new WatchedFiles(path);
        _authorities = TryRead(out string? error) ?? throw new HostStartException([error!]);
    }

    public bool HasChanged() => _files.HaveChanged();

    public void Reload()
    {
        if (TryRead(out string? error) is not { } authorities)
        {
            NotReloaded(_logger, error!);
            return;
        }

        _authorities = authorities;
        Reloaded(_logger, _path, authorities.Count);
    }

    /// <summary>Judges the certificate of a client: valid now, for clients, and issued below one of the authorities.</summary>
    public bool Accepts(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(ClientAuthentication);
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        using X509Certificate2 copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }

    private X509Certificate2Collection? TryRead(out string? error)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(_path);
            error = authorities.Count > 0 ? null : $"{_path}: there is no certificate in it.";
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            error = $"{_path}: the authorities of client certificates cannot be used: {exception.Message}";
        }

        return error is null ? authorities : null;
    }

    [LoggerMessage(922, LogLevel.Information, "{Path} was read anew: {Count} authorities of client certificates")]
    private static partial void Reloaded(ILogger logger, string path, int count);

    [LoggerMessage(923, LogLevel.Error, "The authorities of client certificates were not read anew, the old ones stay in force: {Error}")]
    private static partial void NotReloaded(ILogger logger, string error);
}
