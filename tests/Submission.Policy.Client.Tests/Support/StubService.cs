extern alias service;

using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using HostWire = service::Submission.Policy.V1;

namespace Submission.Policy.Client.Tests.Support;

/// <summary>A service that answers as a test wants it: newer than the client, broken, silent.</summary>
internal sealed class StubService : IAsyncDisposable
{
    private readonly WebApplication _application;

    private StubService(WebApplication application)
    {
        _application = application;
        Address = new Uri(application.Urls.First());
    }

    /// <summary>Answers one fact, or the whole stream by itself.</summary>
    public delegate Task Answerer(IAsyncStreamReader<HostWire.SessionRequest> facts, IServerStreamWriter<HostWire.SessionResponse> answers, ServerCallContext call);

    public Uri Address { get; }

    public static async Task<StubService> StartAsync(Answerer? session = null, Func<HostWire.CheckRequest, ServerCallContext, Task<HostWire.CheckResponse>>? check = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new Script(session, check));
        WebApplication application = builder.Build();
        application.MapGrpcService<Service>();
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new StubService(application);
    }

    public PolicyClient CreateClient(Action<PolicyClientOptions>? configure = null)
    {
        var options = new PolicyClientOptions { Address = Address };
        configure?.Invoke(options);
        return new PolicyClient(options);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private sealed record Script(Answerer? Session, Func<HostWire.CheckRequest, ServerCallContext, Task<HostWire.CheckResponse>>? Check);

    private sealed class Service(Script script) : HostWire.PolicyService.PolicyServiceBase
    {
        public override Task Session(IAsyncStreamReader<HostWire.SessionRequest> requestStream, IServerStreamWriter<HostWire.SessionResponse> responseStream, ServerCallContext context) =>
            script.Session!(requestStream, responseStream, context);

        public override Task<HostWire.CheckResponse> Check(HostWire.CheckRequest request, ServerCallContext context) => script.Check!(request, context);
    }
}
