using Conformance.Worlds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Submission.Grpc.Composition;
using Submission.Hosting.Configuration;
using Submission.Policy.Client;
using Submission.Policy.Delivery;
using Submission.Policy.Testing.Running;

namespace Conformance.Grpc;

/// <summary>The gRPC service, for one case, and a client of it.</summary>
internal sealed class GrpcCaseHost : WireCaseHost
{
    private readonly WebApplication _server;

    private GrpcCaseHost(CaseWorld world, WebApplication server)
        : base(world, server.Services.GetRequiredService<PolicyEngine>())
    {
        _server = server;
        Client = new PolicyClient(new PolicyClientOptions { Address = new Uri(server.Urls.First()) });
    }

    public PolicyClient Client { get; }

    public static async Task<GrpcCaseHost> StartAsync(CaseWorld world, CancellationToken cancellationToken)
    {
        var options = new SubmissionOptions();
        options.Grpc.Endpoints.Add(ListenEndpoint.TryParse("127.0.0.1:0", out ListenEndpoint? endpoint) ? endpoint : throw new InvalidOperationException());
        options.Grpc.MessageSize = 1L << 40;
        options.Grpc.Reflection = false;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        world.Register(builder.Services, options, new StillClock(world.Clock));
        builder.Services.AddSubmissionGrpc(options);
        WebApplication server = builder.Build();
        server.MapSubmissionGrpc(options);
        await server.StartAsync(cancellationToken);
        return new GrpcCaseHost(world, server);
    }

    public override ICaseSession OpenSession() => new GrpcCaseSession(this);

    public override async ValueTask<StepOutcome> ReportAsync(DeliveryEvent happened, int? latest, EmailAddress? recipient, CancellationToken cancellationToken)
    {
        int count = await World.Delivery.ReportAsync(Client, happened, latest, recipient, cancellationToken);
        return count > 0 ? StepOutcome.None : StepOutcome.NotPossible("not so many messages were accepted");
    }

    public override async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }
}
