using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Submission.Grpc.Tests;

/// <summary>Certificates made for one test.</summary>
internal static class Certificates
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    public static X509Certificate2 Authority(string name)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    public static X509Certificate2 Server(X509Certificate2 authority) => Issue(authority, "localhost", ServerUse, DateTimeOffset.UtcNow.AddDays(10));

    public static X509Certificate2 Client(X509Certificate2 authority) => Issue(authority, "mta", ClientUse, DateTimeOffset.UtcNow.AddDays(10));

    public static X509Certificate2 ExpiredClient(X509Certificate2 authority) => Issue(authority, "mta", ClientUse, DateTimeOffset.UtcNow.AddHours(-1));

    public static void WritePem(X509Certificate2 certificate, string path)
    {
        using RSA? key = certificate.GetRSAPrivateKey();
        File.WriteAllText(path, $"{certificate.ExportCertificatePem()}\n{key!.ExportPkcs8PrivateKeyPem()}\n");
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, string use, DateTimeOffset until)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        using X509Certificate2 issued = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-12), until, RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }
}
