using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Submission.Grpc.Reservations;
using Submission.Hosting.Configuration;
using Submission.Hosting.Demo;
using Submission.Hosting.Running;
using Submission.Policy.Lookups;

namespace Submission.Grpc.Tests;

/// <summary>The whole host in this process, on free ports of loopback and a unix socket.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private const string Loopback = "127.0.0.1:0";
    private readonly WebApplication _application;
    private readonly List<GrpcChannel> _channels = [];

    private TestHost(WebApplication application, string folder)
    {
        _application = application;
        Folder = folder;
        Urls = [.. application.Urls.Where(static url => !url.Contains("unix:", StringComparison.Ordinal)).Select(static url => new Uri(url))];
    }

    public string Folder { get; }

    public string Socket => Path.Combine(Folder, "grpc.sock");

    /// <summary>Where it listens: without encryption, with TLS where that was set, and for JSON.</summary>
    public Uri[] Urls { get; }

    public Uri Json => Urls[^1];

    public PolicyEngine Engine => _application.Services.GetRequiredService<PolicyEngine>();

    public ReservationTable Reservations => _application.Services.GetRequiredService<ReservationTable>();

    /// <summary>A client over TCP.</summary>
    public Wire.PolicyService.PolicyServiceClient Client() => new(Channel());

    public GrpcChannel Channel()
    {
        GrpcChannel channel = GrpcChannel.ForAddress(Urls[0]);
        _channels.Add(channel);
        return channel;
    }

    /// <summary>A client over the unix socket.</summary>
    public Wire.PolicyService.PolicyServiceClient UnixClient()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        GrpcChannel channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        _channels.Add(channel);
        return new Wire.PolicyService.PolicyServiceClient(channel);
    }

    public static string MakeFolder() => Directory.CreateTempSubdirectory("grpc-").FullName;

    /// <summary>Reads the configuration and builds the host, but does not start it.</summary>
    public static WebApplication Build(string folder, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, string policy = TestPolicies.Small)
    {
        File.WriteAllText(Path.Combine(folder, "policy.yaml"), policy);
        var keys = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Submission:Hostname"] = "smtp.example",
            ["Submission:Policy"] = Path.Combine(folder, "policy.yaml"),
            ["Submission:Admin:Socket"] = Path.Combine(folder, "admin.sock"),
            ["Submission:Grpc:Endpoints:0"] = Loopback,
            ["Submission:Grpc:Endpoints:1"] = $"unix:{Path.Combine(folder, "grpc.sock")}",
            ["Submission:Grpc:JsonEndpoints:0"] = Loopback,
            ["Logging:LogLevel:Default"] = "None",
        };
        foreach ((string key, string? value) in settings ?? new Dictionary<string, string?>(StringComparer.Ordinal)) keys[key] = value;
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(keys).Build();
        SubmissionConfiguration read = SubmissionConfiguration.Read(configuration, SubmissionHosts.Grpc);
        Assert.Empty(read.Errors);
        HostDescription host = GrpcHost.Description;
        return HostApplication.Build(
            host with
            {
                AddServices = (collection, options) =>
                {
                    var dns = new DemoDns();
                    collection.AddSingleton<IMailDomainResolver>(dns);
                    collection.AddSingleton<IDnsBlocklistResolver>(dns);
                    collection.AddSingleton<ICountryLookup>(new DemoCountries());
                    var scanners = new DemoScanners();
                    collection.AddSingleton<IVirusScanner>(scanners);
                    collection.AddSingleton<ISpamScanner>(scanners);
                    services?.Invoke(collection);
                    host.AddServices(collection, options);
                },
            },
            configuration, read.Options, isDemo: false);
    }

    public static async Task<TestHost> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, string policy = TestPolicies.Small, Action<string>? prepare = null)
    {
        string folder = MakeFolder();
        prepare?.Invoke(folder);
        WebApplication application = Build(
            folder, settings?.ToDictionary(static pair => pair.Key, pair => pair.Value?.Replace("{folder}", folder, StringComparison.Ordinal), StringComparer.Ordinal), services, policy);
        await application.StartAsync();
        return new TestHost(application, folder);
    }

    public Task StopAsync() => _application.StopAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (GrpcChannel channel in _channels) channel.Dispose();
        await _application.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
