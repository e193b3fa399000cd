using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Configuration;
using Submission.Policy.Client.Tests.Support;
using Submission.Policy.Delivery;

namespace Submission.Policy.Client.Tests;

/// <summary>The ways to the real host: unix socket, token, TLS with certificates, a channel of the caller's, dependency injection.</summary>
public sealed class TransportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("policy-client-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task UnixSocket_IsAnAddressToo()
    {
        string path = Path.Combine(_folder, "policy service.sock");
        await using PolicyHost host = await PolicyHost.StartAsync(options =>
        {
            Assert.True(ListenEndpoint.TryParse("unix:" + path, out ListenEndpoint? endpoint));
            options.Grpc.Endpoints.Add(endpoint);
        });
        using var client = new PolicyClient(new PolicyClientOptions { Address = new Uri("unix:" + path) });
        Assert.True((await client.CheckAsync(Dialogs.Whole, Cancellation)).Verdict.IsAccepted);
    }

    [Fact]
    public async Task Token_IsSentWithEveryCall()
    {
        string file = Path.Combine(_folder, "tokens");
        await File.WriteAllTextAsync(file, $"mta {Convert.ToHexStringLower(SHA256.HashData("secret-of-the-mta"u8))}\n", Cancellation);
        await using PolicyHost host = await PolicyHost.StartAsync(options => options.Grpc.TokenFile = file);
        using PolicyClient stranger = host.CreateClient();
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<PolicyServiceException>(() => stranger.CheckAsync(Dialogs.Whole, Cancellation))).Status);
        await using PolicyClientSession refused = stranger.OpenSession(PolicyHost.Client);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<PolicyServiceException>(() => refused.ConnectAsync(Cancellation))).Status);

        using PolicyClient client = host.CreateClient(static options => options.Token = "secret-of-the-mta");
        Assert.True((await client.CheckAsync(Dialogs.Whole, Cancellation)).Verdict.IsAccepted);
        await using PolicyClientSession session = await client.LogInAsync(Cancellation);
    }

    [Fact]
    public async Task MutualTls_NeedsBothCertificates()
    {
        using X509Certificate2 authority = MakeAuthority();
        await File.WriteAllTextAsync(Path.Combine(_folder, "ca.pem"), authority.ExportCertificatePem(), Cancellation);
        using X509Certificate2 server = Issue(authority, "localhost");
        await File.WriteAllTextAsync(Path.Combine(_folder, "tls.pem"), server.ExportCertificatePem() + "\n" + server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n", Cancellation);
        await using PolicyHost host = await PolicyHost.StartAsync(options =>
        {
            options.Certificate.Path = Path.Combine(_folder, "tls.pem");
            options.Grpc.ClientCertificateAuthority = Path.Combine(_folder, "ca.pem");
            options.Grpc.TlsEndpoints.Add(ListenEndpoint.Of(new IPEndPoint(IPAddress.Loopback, 0)));
        });
        var address = new Uri($"https://127.0.0.1:{host.Address.Port}");
        using X509Certificate2 mta = Issue(authority, "mta");
        var options = new PolicyClientOptions { Address = address, ClientCertificate = mta };
        options.TrustedAuthorities.Add(authority);
        using var client = new PolicyClient(options);
        Assert.True((await client.CheckAsync(Dialogs.Whole, Cancellation)).Verdict.IsAccepted);

        using var distrustful = new PolicyClient(new PolicyClientOptions { Address = address, ClientCertificate = mta });
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<PolicyServiceException>(() => distrustful.CheckAsync(Dialogs.Whole, Cancellation))).Status);
        var withoutCertificate = new PolicyClientOptions { Address = address };
        withoutCertificate.TrustedAuthorities.Add(authority);
        using var nobody = new PolicyClient(withoutCertificate);
        await Assert.ThrowsAsync<PolicyServiceException>(() => nobody.CheckAsync(Dialogs.Whole, Cancellation));
    }

    [Fact]
    public async Task Channel_OfTheCallers_StaysOpen()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.Address);
        new PolicyClient(channel).Dispose();
        Assert.True((await new PolicyClient(channel).CheckAsync(Dialogs.Whole, Cancellation)).Verdict.IsAccepted);
    }

    [Fact]
    public async Task Services_GiveOneClient_WhichTakesReportsToo()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        await using ServiceProvider services = new ServiceCollection().AddSubmissionPolicyClient(options => options.Address = host.Address).BuildServiceProvider();
        PolicyClient client = services.GetRequiredService<PolicyClient>();
        Assert.Same(client, services.GetRequiredService<IDeliveryFeedback>());
        Assert.True((await client.CheckAsync(Dialogs.Whole, Cancellation)).Verdict.IsAccepted);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1:5050", null, "Address must be")]
    [InlineData("unix:", null, "unix")]
    [InlineData("http://policy.example:5050", "secret", "unencrypted")]
    public void Options_ThatContradictEachOther_AreRefused(string address, string? token, string words)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new PolicyClient(new PolicyClientOptions { Address = new Uri(address), Token = token }));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        if (token is not null) Assert.DoesNotContain(token, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_WithCertificatesAndNoTls_AreRefused()
    {
        using X509Certificate2 authority = MakeAuthority();
        var options = new PolicyClientOptions();
        options.TrustedAuthorities.Add(authority);
        Assert.Throws<ArgumentException>(() => new PolicyClient(options));
        Assert.Throws<ArgumentException>(() => new PolicyClient(new PolicyClientOptions { ClientCertificate = authority }));
        Assert.Throws<ArgumentException>(() => new PolicyClient(new PolicyClientOptions { Deadline = TimeSpan.Zero }));
        new PolicyClient(new PolicyClientOptions { Deadline = Timeout.InfiniteTimeSpan }).Dispose();
    }

    private static X509Certificate2 MakeAuthority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(2), RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
