using System.Net;
using Conformance.Worlds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Configuration;
using Submission.Policy.Testing.Running;
using Submission.PostfixPolicy.Hosting;

namespace Conformance.PostfixPolicy;

/// <summary>The Postfix policy adapter, for one case.</summary>
internal sealed class PolicyCaseHost : WireCaseHost
{
    private readonly WebApplication _server;

    private PolicyCaseHost(CaseWorld world, WebApplication server)
        : base(world, server.Services.GetRequiredService<PolicyEngine>())
    {
        _server = server;
        EndPoint = new IPEndPoint(IPAddress.Loopback, new Uri(server.Urls.First()).Port);
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>How many clients are connected to Postfix.</summary>
    public int Clients { get; set; }

    public static async Task<PolicyCaseHost> StartAsync(CaseWorld world, CancellationToken cancellationToken)
    {
        var options = new SubmissionOptions();
        options.PostfixPolicy.Endpoints.Add(ListenEndpoint.TryParse("127.0.0.1:0", out ListenEndpoint? endpoint) ? endpoint : throw new InvalidOperationException());
        foreach (string state in (string[])["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "END-OF-MESSAGE"]) options.PostfixPolicy.States.Add(state);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        world.Register(builder.Services, options, new StillClock(world.Clock));
        builder.Services.AddPostfixPolicy(options);
        WebApplication server = builder.Build();
        await server.StartAsync(cancellationToken);
        return new PolicyCaseHost(world, server);
    }

    public override ICaseSession OpenSession() => new PolicyCaseSession(this);

    public override ValueTask DisposeAsync() => _server.DisposeAsync();
}
