using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Configuration;
using Submission.Hosting.Feedback;
using Submission.Hosting.Reloading;
using Submission.Policy.Lookups;
using Submission.Hosting.Demo;
using Submission.Smtp.Server;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>The whole host in this process, on free ports of loopback, with files of its own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Login = "jan@domena.cz";
    public const string Password = "U*U";
    public const string Hash = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    private readonly WebApplication _server;

    private TestServer(WebApplication server, string folder, RecordingLoggerProvider log)
    {
        _server = server;
        Folder = folder;
        Log = log.Lines;
        Listeners = [.. server.Urls.Where(static url => !url.Contains("unix:", StringComparison.Ordinal)).Select(static url => new IPEndPoint(IPAddress.Loopback, new Uri(url).Port))];
    }

    /// <summary>STARTTLS first, then implicit TLS, then those that the test has added.</summary>
    public IReadOnlyList<IPEndPoint> Listeners { get; }

    public IPEndPoint StartTls => Listeners[0];

    public IPEndPoint ImplicitTls => Listeners[1];

    /// <summary>Where <c>accounts.yaml</c>, <c>tls.pem</c> and <c>policy.yaml</c> are.</summary>
    public string Folder { get; }

    public string AdminSocket => Path.Combine(Folder, "admin.sock");

    public ConcurrentQueue<string> Log { get; }

    public static async Task<TestServer> StartAsync(EndPoint nextHop, string? policy = null, Action<SubmissionOptions>? configure = null, ScriptedScanners? scanners = null, bool withScanners = true,
        Action<IServiceCollection>? replace = null)
    {
        string folder = Directory.CreateTempSubdirectory("hosting-").FullName;
        WriteAccounts(folder);
        WriteCertificate(folder, "first");
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Submission:Hostname"] = "smtp.example",
            ["Submission:NextHop"] = nextHop.ToString(),
            ["Submission:Accounts:Path"] = Path.Combine(folder, "accounts.yaml"),
            ["Submission:Certificate:Path"] = Path.Combine(folder, "tls.pem"),
            ["Submission:Listeners:0:Endpoint"] = "127.0.0.1:0",
            ["Submission:Listeners:1:Endpoint"] = "127.0.0.1:0",
            ["Submission:Listeners:1:Tls"] = "implicit",
            ["Submission:Admin:Socket"] = Path.Combine(folder, "admin.sock"),
        };
        if (policy is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "policy.yaml"), policy);
            settings["Submission:Policy"] = Path.Combine(folder, "policy.yaml");
        }

        SubmissionConfiguration configuration = SubmissionConfiguration.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), SubmissionHosts.SmtpServer);
        Assert.Empty(configuration.Errors);
        configure?.Invoke(configuration.Options);

        var log = new RecordingLoggerProvider();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        var dns = new DemoDns();
        builder.Services.AddSingleton<IMailDomainResolver>(dns);
        builder.Services.AddSingleton<IDnsBlocklistResolver>(dns);
        builder.Services.AddSingleton<ICountryLookup>(new DemoCountries());
        scanners ??= new ScriptedScanners();
        ScannerOptions real = configuration.Options.Scanners;
        if (withScanners && real.Clamd is null) builder.Services.AddSingleton<IVirusScanner>(scanners);
        if (withScanners && real.Rspamd is null && real.Spamd is null) builder.Services.AddSingleton<ISpamScanner>(scanners);
        builder.Services.AddSubmissionSmtp(configuration.Options);
        replace?.Invoke(builder.Services);
        WebApplication server = builder.Build();
        await server.StartAsync();
        return new TestServer(server, folder, log);
    }

    public static void WriteAccounts(string folder, string more = "") => File.WriteAllText(
        Path.Combine(folder, "accounts.yaml"),
        $"""
        domains:
          - domain: domena.cz
            aliases: [domena.eu]
        accounts:
          - login: {Login}
            password: "{Hash}"
          - login: eva@domena.cz
            password: "{Hash}"
            smtp: disabled
        {more}
        """);

    public static byte[] WriteCertificate(string folder, string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(Path.Combine(folder, "tls.pem"), $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return certificate.RawData;
    }

    /// <summary>Does what the host does each second.</summary>
    public void ReloadChanged() => _server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<ReloadService>().Single().ReloadChanged();

    /// <summary>Waits until the policy has been told all that the sessions have reported of deliveries so far.</summary>
    public async Task ReportsAreToldAsync()
    {
        for (int i = 0; i < 400 && _server.Services.GetRequiredService<DeliveryReports>().IsTelling; i++) await Task.Delay(10);
        Assert.False(_server.Services.GetRequiredService<DeliveryReports>().IsTelling);
    }

    /// <summary>Waits until the host is done with the clients that have gone.</summary>
    public async Task SessionsHaveEndedAsync()
    {
        SmtpConnectionHandler handler = _server.Services.GetRequiredService<SmtpConnectionHandler>();
        for (int i = 0; i < 3000 && handler.OpenConnections > 0; i++) await Task.Delay(10);
        Assert.Equal(0, handler.OpenConnections);
    }

    public Task StopAsync() => _server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
