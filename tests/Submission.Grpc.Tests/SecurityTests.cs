using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Submission.Hosting;

namespace Submission.Grpc.Tests;

/// <summary>Who may call.</summary>
public sealed class SecurityTests : IDisposable
{
    private const string Secret = "a token that nobody guesses";
    private readonly X509Certificate2 _authority = Certificates.Authority("authority");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData("Endpoints:0", "0.0.0.0:0", "Submission:Grpc:Endpoints:0: 0.0.0.0:0 can be reached from other machines, and there is no encryption. Put it under Submission:Grpc:TlsEndpoints, with Submission:Certificate:Path and Submission:Grpc:ClientCertificateAuthority or Submission:Grpc:TokenFile; or choose 127.0.0.1.")]
    [InlineData("JsonEndpoints:0", "[::]:0", "Submission:Grpc:JsonEndpoints:0: [::]:0 can be reached from other machines, and there is no encryption. Put it under Submission:Grpc:TlsEndpoints, with Submission:Certificate:Path and Submission:Grpc:ClientCertificateAuthority or Submission:Grpc:TokenFile; or choose 127.0.0.1.")]
    [InlineData("TlsEndpoints:0", "unix:/tmp/x.sock", "Submission:Grpc:TlsEndpoints:0: a unix socket needs no TLS. Put it under Submission:Grpc:Endpoints.")]
    [InlineData("TlsEndpoints:0", "0.0.0.0:0", "Submission:Grpc:TlsEndpoints: callers must show who they are: set Submission:Grpc:ClientCertificateAuthority (mutual TLS) or Submission:Grpc:TokenFile (tokens), or both.")]
    [InlineData("ClientCertificateAuthority", "{folder}/ca.pem", "Submission:Grpc:ClientCertificateAuthority: only TLS has client certificates: set Submission:Grpc:TlsEndpoints too.")]
    public void Start_EndpointOpenToOthers_IsRefusedAndSaysWhatToSet(string key, string value, string error)
    {
        string folder = TestHost.MakeFolder();
        Certificates.WritePem(_authority, Path.Combine(folder, "ca.pem"));

        HostStartException exception = Assert.Throws<HostStartException>(() => TestHost.Build(
            folder, new Dictionary<string, string?>(StringComparer.Ordinal) { [$"Submission:Grpc:{key}"] = value.Replace("{folder}", folder, StringComparison.Ordinal) }));

        Assert.Contains(error, exception.Errors);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task MutualTls_CertificateOfTheAuthority_IsServed()
    {
        await using TestHost host = await StartTlsAsync(withAuthority: true, withTokens: false);
        using X509Certificate2 certificate = Certificates.Client(_authority);

        Assert.Equal(Wire.VerdictKind.Accept, (await CheckAsync(host, certificate)).Verdict.Kind);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("expired")]
    [InlineData("server's")]
    [InlineData("of another authority")]
    public async Task MutualTls_AnyOtherCertificate_IsNotServed(string which)
    {
        await using TestHost host = await StartTlsAsync(withAuthority: true, withTokens: false);
        using X509Certificate2 other = Certificates.Authority("another authority");
        using X509Certificate2? certificate = which switch
        {
            "none" => null,
            "expired" => Certificates.ExpiredClient(_authority),
            "server's" => Certificates.Server(_authority),
            _ => Certificates.Client(other),
        };

        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => CheckAsync(host, certificate));

        Assert.Contains(exception.StatusCode, (StatusCode[])[StatusCode.Unavailable, StatusCode.Internal]);
        Assert.Equal(Wire.VerdictKind.Accept, (await host.Client().CheckAsync(new Wire.CheckRequest { Facts = Facts.Good() }, cancellationToken: Token)).Verdict.Kind);
    }

    [Fact]
    public async Task Tokens_OnEveryEndpoint_RightOneIsServedAndOthersAreNot()
    {
        await using TestHost host = await StartTlsAsync(withAuthority: false, withTokens: true);

        Assert.Equal(Wire.VerdictKind.Accept, (await CheckAsync(host, null, $"Bearer {Secret}")).Verdict.Kind);
        foreach (string? wrong in (string?[])[null, "Bearer", "Bearer x", $"Basic {Secret}", $"Bearer {Secret}x", Secret])
        {
            Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => CheckAsync(host, null, wrong))).StatusCode);
            Metadata headers = wrong is null ? [] : new Metadata { { "authorization", wrong } };
            Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await host.Client().UsageAsync(new Wire.UsageRequest { Subject = "a" }, headers, cancellationToken: Token))).StatusCode);
        }

        using var http = new HttpClient { BaseAddress = host.Json };
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri("/v1/usage/a", UriKind.Relative), Token)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), Token)).StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Bearer", Secret);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await http.GetAsync(new Uri("/v1/usage/a", UriKind.Relative), Token)).StatusCode);
    }

    [Fact]
    public async Task Tokens_Health_NeedsNone()
    {
        await using TestHost host = await StartTlsAsync(withAuthority: false, withTokens: true);

        HealthCheckResponse response = await new Health.HealthClient(host.Channel()).CheckAsync(new HealthCheckRequest(), cancellationToken: Token);

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, response.Status);
    }

    [Theory]
    [InlineData("", "there is no token in it")]
    [InlineData("# nobody\n", "there is no token in it")]
    [InlineData("ok 9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08\nmta a-token-as-it-is", "line 2 must be a name, a blank, and the 64 hexadecimal digits of the token's SHA-256")]
    public void TokenFile_NotUsable_IsToldAndShowsNoToken(string content, string error)
    {
        string path = Path.Combine(TestHost.MakeFolder(), "tokens");
        File.WriteAllText(path, content);

        HostStartException exception = Assert.Throws<HostStartException>(() => new Security.TokenFile(path, Microsoft.Extensions.Logging.Abstractions.NullLogger<Security.TokenFile>.Instance));

        Assert.Contains(error, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-token-as-it-is", exception.Message, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task TokenFile_Reloaded_SwapsTheTokensAndKeepsThemWhereItIsWrong()
    {
        string path = Path.Combine(TestHost.MakeFolder(), "tokens");
        await File.WriteAllTextAsync(path, $"one {Hash("first")}\n", Token);
        var tokens = new Security.TokenFile(path, Microsoft.Extensions.Logging.Abstractions.NullLogger<Security.TokenFile>.Instance);
        Assert.True(tokens.Holds("first"));

        await File.WriteAllTextAsync(path, $"one {Hash("second")}\ntwo {Hash("third")}\n", Token);
        Assert.True(tokens.HasChanged());
        tokens.Reload();
        Assert.Equal([false, true, true], new[] { "first", "second", "third" }.Select(token => tokens.Holds(token)));

        await File.WriteAllTextAsync(path, "rubbish", Token);
        tokens.Reload();
        Assert.True(tokens.Holds("second"));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private Task<TestHost> StartTlsAsync(bool withAuthority, bool withTokens)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Submission:Grpc:TlsEndpoints:0"] = "127.0.0.1:0",
            ["Submission:Certificate:Path"] = "{folder}/tls.pem",
        };
        if (withAuthority) settings["Submission:Grpc:ClientCertificateAuthority"] = "{folder}/ca.pem";
        if (withTokens) settings["Submission:Grpc:TokenFile"] = "{folder}/tokens";
        return TestHost.StartAsync(settings, prepare: folder =>
        {
            using X509Certificate2 server = Certificates.Server(_authority);
            Certificates.WritePem(server, Path.Combine(folder, "tls.pem"));
            File.WriteAllText(Path.Combine(folder, "ca.pem"), _authority.ExportCertificatePem());
            File.WriteAllText(Path.Combine(folder, "tokens"), $"# callers\nmta {Hash(Secret)}\n");
        });
    }

    private async Task<Wire.CheckResponse> CheckAsync(TestHost host, X509Certificate2? certificate, string? authorization = null)
    {
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = certificate is null ? null : [certificate],
                RemoteCertificateValidationCallback = (_, server, _, _) => server is not null && server.Issuer == _authority.Subject,
            },
        };
        using GrpcChannel channel = GrpcChannel.ForAddress(new Uri($"https://localhost:{host.Urls[1].Port}"), new GrpcChannelOptions { HttpHandler = handler });
        Metadata headers = authorization is null ? [] : new Metadata { { "authorization", authorization } };
        return await new Wire.PolicyService.PolicyServiceClient(channel).CheckAsync(new Wire.CheckRequest { Facts = Facts.Good() }, headers, cancellationToken: Token);
    }
}
