using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Configuration;
using Submission.Policy;

namespace Submission.Cli.Tests.Admin;

/// <summary>The SMTP host of this project with its own admin socket. What it is asked about is put into its engine, without SMTP.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    public const string SmallPolicy = """
        policy: small
        language: 1
        about: Nothing large.
        rules: [large]
        ---
        rule: large
        about: No message has more than a thousand octets.
        stage: message
        refuse-if: message.size > 1000
        reply: 550 5.1.0 {id} too large
        """;

    private readonly DirectoryInfo _folder;
    private readonly WebApplication _application;

    private RunningHost(DirectoryInfo folder, WebApplication application) => (_folder, _application) = (folder, application);

    public string Socket => SocketIn(_folder);

    public PolicyEngine Engine => _application.Services.GetRequiredService<PolicyEngine>();

    public static async Task<RunningHost> StartAsync(string policy, Action<IServiceCollection>? configure = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("host-");
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Submission:Hostname"] = "smtp.example",
            ["Submission:NextHop"] = "127.0.0.1:9",
            ["Submission:Accounts:Path"] = Write(folder, "accounts.yaml", "accounts: []\n"),
            ["Submission:Certificate:Path"] = Write(folder, "tls.pem", Certificate()),
            ["Submission:Listeners:0:Endpoint"] = "127.0.0.1:0",
            ["Submission:Admin:Socket"] = SocketIn(folder),
            ["Submission:Policy"] = Write(folder, "policy.yaml", policy),
        };
        SubmissionConfiguration configuration = SubmissionConfiguration.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), SubmissionHosts.SmtpServer);
        Assert.Empty(configuration.Errors);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSubmissionSmtp(configuration.Options);
        configure?.Invoke(builder.Services);
        WebApplication application = builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new RunningHost(folder, application);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string SocketIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "admin.sock");

    private static string Write(DirectoryInfo folder, string name, string content)
    {
        string file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, content);
        return file;
    }

    private static string Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest("CN=smtp.example", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }
}
