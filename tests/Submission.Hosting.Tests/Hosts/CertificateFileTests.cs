using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Hosting.Certificates;

namespace Submission.Hosting.Tests.Hosts;

public sealed class CertificateFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("certificate-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "tls.pem");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Reload_T7_OfACertificateThatHasExpired_LeavesTheOldOneInForceUntilItHasExpiredToo()
    {
        ManualTimeProvider time = new();
        DateTimeOffset now = time.GetUtcNow();
        Write("first", now.AddDays(2));
        CertificateFile file = new(Path, null, NullLogger<CertificateFile>.Instance, time);

        Write("expired", now.AddDays(-1));
        file.Reload();
        Assert.Equal("CN=first", file.Current.TargetCertificate.Subject);
        Write("second", now.AddDays(3));
        file.Reload();
        Assert.Equal("CN=second", file.Current.TargetCertificate.Subject);
        File.WriteAllText(Path, "no certificate");
        file.Reload();
        Assert.Equal("CN=second", file.Current.TargetCertificate.Subject);

        time.Advance(TimeSpan.FromDays(4));
        Write("expired too", now.AddDays(1));
        file.Reload();
        Assert.Equal("CN=expired too", file.Current.TargetCertificate.Subject);
    }

    private void Write(string name, DateTimeOffset notAfter)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=" + name, key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(notAfter.AddDays(-30), notAfter);
        File.WriteAllText(Path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
    }
}
