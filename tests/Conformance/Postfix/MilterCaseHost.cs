using System.Net;
using Conformance.Smtp;
using Conformance.Worlds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Configuration;
using Submission.Hosting.Feedback;
using Submission.Milter;
using Submission.Milter.Server;
using Submission.Policy.Testing.Running;

namespace Conformance.Postfix;

/// <summary>The milter inside a real Postfix, for one case.</summary>
internal sealed class MilterCaseHost : SmtpFrontHost
{
    private readonly MilterPostfix _postfix;
    private readonly WebApplication _server;
    private readonly MilterConnectionHandler _milter;

    private MilterCaseHost(CaseWorld world, MilterPostfix postfix, WebApplication server)
        : base(world, server.Services.GetRequiredService<PolicyEngine>(), server.Services.GetRequiredService<DeliveryReports>())
    {
        _postfix = postfix;
        _server = server;
        _milter = server.Services.GetRequiredService<MilterConnectionHandler>();
    }

    public override IPEndPoint EndPoint => _postfix.EndPoint;

    public static async Task<MilterCaseHost> StartAsync(CaseWorld world, MilterPostfix postfix, CancellationToken cancellationToken)
    {
        var options = new SubmissionOptions();
        options.Milter.Endpoints.Add(postfix.MilterEndpoint);
        // The processes of Postfix run as another user.
        options.Milter.SocketMode |= UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        options.Milter.MessageSize = 1L << 40;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        world.Register(builder.Services, options, new StillClock(world.Clock));
        builder.Services.AddSubmissionMilter(options);
        WebApplication server = builder.Build();
        await server.StartAsync(cancellationToken);
        postfix.World = world;
        return new MilterCaseHost(world, postfix, server);
    }

    public override string? Refuse(bool refuses) => refuses ? "what becomes of a message after Postfix has taken it changes nothing any more" : null;

    public override bool IsRefusalBehind(string reply) => false;

    public override StepOutcome Weigh(PolicyStage stage, in StepOutcome outcome) => outcome;

    // Postfix answers RSET before it tells its milters, and they do not answer.
    public override async ValueTask ResetAsync(CancellationToken cancellationToken)
    {
        if (Connections > 1) await Task.Delay(20, cancellationToken);
    }

    public override async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        while (_milter.OpenConnections > Connections) await Task.Delay(1, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
    }
}
