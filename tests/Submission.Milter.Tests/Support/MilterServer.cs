using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Configuration;
using Submission.Hosting.Demo;
using Submission.Milter.Server;
using Submission.Policy.Counters;
using Submission.Policy.Decisions;
using Submission.Policy.Lookups;

namespace Submission.Milter.Tests.Support;

/// <summary>The whole milter in this process, on a free port of loopback, with scanners, DNS and countries that say what the test wants.</summary>
internal sealed class MilterServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly string _folder;

    private MilterServer(WebApplication server, string folder, RecordingLoggerProvider log)
    {
        _server = server;
        _folder = folder;
        Log = log.Lines;
        EndPoint = new IPEndPoint(IPAddress.Loopback, new Uri(server.Urls.First(static url => !url.Contains("unix:", StringComparison.Ordinal))).Port);
    }

    public IPEndPoint EndPoint { get; }

    public ConcurrentQueue<string> Log { get; }

    public PolicyEngine Engine => _server.Services.GetRequiredService<PolicyEngine>();

    public int OpenConnections => _server.Services.GetRequiredService<MilterConnectionHandler>().OpenConnections;

    public string UnixSocket => Path.Combine(_folder, "milter.sock");

    public T Service<T>()
        where T : notnull => _server.Services.GetRequiredService<T>();

    /// <param name="policy">The policy as YAML; <see langword="null"/> for the Forpsi policy.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="scanners">The scanners; they find nothing by default.</param>
    /// <param name="time">The clock.</param>
    /// <param name="counters">The counters; those of the host by default.</param>
    public static async Task<MilterServer> StartAsync(
        string? policy = null, Action<SubmissionOptions>? configure = null, ScriptedScanners? scanners = null, TimeProvider? time = null, ICounterStore? counters = null)
    {
        string folder = Directory.CreateTempSubdirectory("milter-").FullName;
        // Postfix, which is another user, finds the unix socket in it.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Submission:Hostname"] = "mx.example",
            ["Submission:DataDirectory"] = Path.Combine(folder, "spool"),
            ["Submission:Milter:Endpoints:0"] = "127.0.0.1:0",
            ["Submission:Milter:Endpoints:1"] = "unix:" + Path.Combine(folder, "milter.sock"),
            ["Submission:Milter:SocketMode"] = "0666",
            ["Submission:Admin:Socket"] = Path.Combine(folder, "admin.sock"),
        };
        if (policy is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "policy.yaml"), policy);
            settings["Submission:Policy"] = Path.Combine(folder, "policy.yaml");
        }

        SubmissionConfiguration configuration = SubmissionConfiguration.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), SubmissionHosts.Milter);
        Assert.Empty(configuration.Errors);
        configure?.Invoke(configuration.Options);

        var log = new RecordingLoggerProvider();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        var dns = new DemoDns();
        builder.Services.AddSingleton<IMailDomainResolver>(dns);
        builder.Services.AddSingleton<IDnsBlocklistResolver>(dns);
        builder.Services.AddSingleton<ICountryLookup>(new DemoCountries());
        scanners ??= new ScriptedScanners();
        builder.Services.AddSingleton<IVirusScanner>(scanners);
        builder.Services.AddSingleton<ISpamScanner>(scanners);
        if (time is not null) builder.Services.AddSingleton(time);
        if (counters is not null) builder.Services.AddSingleton(counters);
        builder.Services.AddSubmissionMilter(configuration.Options);
        WebApplication server = builder.Build();
        await server.StartAsync();
        return new MilterServer(server, folder, log);
    }

    /// <summary>A policy of rules that have no name and no description.</summary>
    public static string PolicyOf(params IEnumerable<string> rules)
    {
        string[] all = [.. rules];
        string names = string.Join(", ", Enumerable.Range(1, all.Length).Select(static number => $"r{number}"));
        return $"policy: test\nlanguage: 1\nabout: A test.\nlists: {{}}\nrules: [{names}]\n"
            + string.Concat(all.Select(static (rule, index) => $"---\nrule: r{index + 1}\nabout: A test.\n{rule}\n"));
    }

    /// <summary>How many messages the policy has charged to an account and not given back.</summary>
    public async Task<long> ChargedAsync(string subject) =>
        (await Engine.Usage.ReadAsync(subject, TestContext.Current.CancellationToken)).Select(static usage => usage.Used).DefaultIfEmpty().Max();

    public Task StopAsync() => _server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
