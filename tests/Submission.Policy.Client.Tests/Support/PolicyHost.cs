extern alias service;

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using service::Submission.Grpc.Composition;
using Submission.Hosting.Configuration;
using Submission.Policy.Lookups;
using Submission.Policy.Testing;

namespace Submission.Policy.Client.Tests.Support;

/// <summary>The gRPC host as it is, with the Forpsi policy, on a free port of loopback, in a world that is faked: time, DNS, countries, scanners.</summary>
internal sealed class PolicyHost : IAsyncDisposable
{
    public const string Login = "jan.novak@domena.cz";

    public static readonly ClientFacts Client = new(IPAddress.Parse("198.51.100.7"));

    private readonly WebApplication _application;

    private PolicyHost(WebApplication application, FakeWorld world)
    {
        _application = application;
        World = world;
        Address = new Uri(application.Urls.First());
    }

    public FakeWorld World { get; }

    public Uri Address { get; }

    public PolicyEngine Engine => _application.Services.GetRequiredService<PolicyEngine>();

    public static async Task<PolicyHost> StartAsync(Action<SubmissionOptions>? configure = null)
    {
        FakeWorld world = CreateWorld();
        var options = new SubmissionOptions { Hostname = "smtp.example" };
        options.Admin.Socket = "none";
        configure?.Invoke(options);
        if (options.Grpc is { Endpoints.Count: 0, TlsEndpoints.Count: 0 }) options.Grpc.Endpoints.Add(ListenEndpoint.Of(new IPEndPoint(IPAddress.Loopback, 0)));
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(world.Clock);
        builder.Services.AddSingleton<IMailDomainResolver>(world.MailDomains);
        builder.Services.AddSingleton<IDnsBlocklistResolver>(world.Blocklists);
        builder.Services.AddSingleton<ICountryLookup>(world.Countries);
        builder.Services.AddSingleton<IVirusScanner>(world.VirusScanner);
        builder.Services.AddSingleton<ISpamScanner>(world.SpamScanner);
        builder.Services.AddSubmissionGrpc(options);
        WebApplication application = builder.Build();
        application.MapSubmissionGrpc(options);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new PolicyHost(application, world);
    }

    public PolicyClient CreateClient(Action<PolicyClientOptions>? configure = null)
    {
        var options = new PolicyClientOptions { Address = Address };
        configure?.Invoke(options);
        return new PolicyClient(options);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static FakeWorld CreateWorld()
    {
        var world = new FakeWorld();
        foreach (string domain in new[] { "domena.cz", "domena.eu", "example.net", "example.org" }) world.MailDomains.Set(DomainName.Parse(domain), FakeDomain.WithMx("mx.example"));
        world.MailDomains.Set(DomainName.Parse("broken.example"), FakeDomain.ServerFailure);
        world.Countries.Set(System.Net.IPNetwork.Parse("198.51.100.0/24"), "CZ");
        return world;
    }
}
