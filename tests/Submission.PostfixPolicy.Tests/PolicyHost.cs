using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Accounts;
using Submission.Hosting.Configuration;
using Submission.Hosting.Demo;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;
using Submission.PostfixPolicy.Hosting;
using Submission.PostfixPolicy.Server;

namespace Submission.PostfixPolicy.Tests;

/// <summary>The whole host in this process, on a free port of loopback and a unix socket, with the look-ups of the demo.</summary>
internal sealed class PolicyHost : IAsyncDisposable
{
    public const string Login = DemoAccounts.FirstLogin;
    public const string OtherLogin = DemoAccounts.SecondLogin;

    private readonly WebApplication _application;
    private readonly string _folder;

    private PolicyHost(WebApplication application, string folder, string socket, TestClock clock, RecordingLog log)
    {
        _application = application;
        _folder = folder;
        Clock = clock;
        Log = log.Lines;
        EndPoint = new IPEndPoint(IPAddress.Loopback, new Uri(application.Urls.First(static url => !url.Contains("unix:", StringComparison.Ordinal))).Port);
        UnixEndPoint = new UnixDomainSocketEndPoint(socket);
    }

    public IPEndPoint EndPoint { get; }

    public UnixDomainSocketEndPoint UnixEndPoint { get; }

    public TestClock Clock { get; }

    public ConcurrentQueue<string> Log { get; }

    public IServiceProvider Services => _application.Services;

    public PolicyServer Server => Services.GetRequiredService<PolicyServer>();

    public PolicyEngine Engine => Services.GetRequiredService<PolicyEngine>();

    /// <summary>Starts a host.</summary>
    /// <param name="policy">The policy in YAML; the Forpsi policy by default.</param>
    /// <param name="states">The states that main.cf is said to ask in.</param>
    /// <param name="settings">Further configuration keys below <c>Submission:PostfixPolicy</c>.</param>
    /// <param name="services">Registers what stands in for the host's own.</param>
    public static async Task<PolicyHost> StartAsync(
        string? policy = null, string[]? states = null, Dictionary<string, string>? settings = null, Action<IServiceCollection>? services = null)
    {
        string folder = Directory.CreateTempSubdirectory("policy-").FullName;
        string socket = Path.Combine(folder, "policy.sock");
        var keys = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Submission:Hostname"] = "mx.example",
            ["Submission:Admin:Socket"] = Path.Combine(folder, "admin.sock"),
            ["Submission:PostfixPolicy:Endpoints:0"] = "127.0.0.1:0",
            ["Submission:PostfixPolicy:Endpoints:1"] = $"unix:{socket}",
        };
        for (int i = 0; i < states?.Length; i++) keys[$"Submission:PostfixPolicy:States:{i}"] = states[i];
        foreach ((string key, string value) in settings ?? []) keys[$"Submission:PostfixPolicy:{key}"] = value;
        if (policy is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "policy.yaml"), policy);
            keys["Submission:Policy"] = Path.Combine(folder, "policy.yaml");
        }

        SubmissionConfiguration configuration = SubmissionConfiguration.Read(new ConfigurationBuilder().AddInMemoryCollection(keys).Build(), SubmissionHosts.PostfixPolicy);
        Assert.Empty(configuration.Errors);
        var log = new RecordingLog();
        var clock = new TestClock();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        services?.Invoke(builder.Services);
        var dns = new DemoDns();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<IMailDomainResolver>(dns);
        builder.Services.AddSingleton<IDnsBlocklistResolver>(dns);
        builder.Services.AddSingleton<ICountryLookup>(new DemoCountries());
        if (!builder.Services.Any(static service => service.ServiceType == typeof(IAccountDirectory))) builder.Services.AddSingleton<IAccountDirectory>(DemoAccounts.Open());
        builder.Services.AddPostfixPolicy(configuration.Options);
        WebApplication application = builder.Build();
        await application.StartAsync();
        return new PolicyHost(application, folder, socket, clock, log);
    }

    public Task<AskingPostfix> ConnectAsync() => AskingPostfix.ConnectAsync(EndPoint);

    /// <summary>How much a rule has counted of somebody in its shortest window.</summary>
    public async Task<long> UsedAsync(string subject, string rule) =>
        (await Engine.Usage.ReadAsync(subject, TestContext.Current.CancellationToken)).Where(usage => usage.Rule.Value == rule).Select(static usage => usage.Used).FirstOrDefault();

    public Task StopAsync() => _application.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
