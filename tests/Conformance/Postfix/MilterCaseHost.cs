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
using Submission.Policy.Testing.Cases;
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
        // A process that reads the log only where there is something to read.
        if (world.FailsToAuthenticate) options.PostfixLog.Command = postfix.LogCommand;
        else options.PostfixLog.File = postfix.NoLogFile;
        builder.Services.AddSubmissionMilter(options);
        WebApplication server = builder.Build();
        await server.StartAsync(cancellationToken);
        postfix.World = world;
        return new MilterCaseHost(world, postfix, server);
    }

    public override bool AnswersConnectAtHelo => true;

    public override string? WhyResetIsLate => "Postfix tells its milters of RSET with what the client says next; until then what the message has reserved stays so";

    public override string? Refuse(bool refuses) => refuses ? "what becomes of a message after Postfix has taken it changes nothing any more" : null;

    public override bool IsRefusalBehind(string reply) => false;

    public override async ValueTask<StepOutcome> WeighAsync(PolicyStage stage, StepOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Reply is not { } reply || reply == CaseExpectation.Accept) return outcome;
        if (stage == PolicyStage.Auth)
        {
            if (!World.Accounts.IsAvailable)
                return StepOutcome.EndOfCase("in the log of Postfix 3.7 a directory behind Dovecot's SASL that does not answer looks like a wrong password, and counts");
            if (World.AllowsCleartextAuth) return StepOutcome.EndOfCase("this Postfix takes credentials under TLS only");
            // Only the log tells of it, and what follows depends on the count. The decision that is known already can be no other.
            if (reply.StartsWith("535 ", StringComparison.Ordinal) && outcome.Verdict is null && !await World.Decisions.HasCountedAsync(cancellationToken))
                return StepOutcome.NotPossible("the failed authentication was not counted");
            return StepOutcome.NotSeen("AUTH is answered by Postfix, in its own words");
        }

        bool isSaid = outcome.Reply == StepOutcome.Render(outcome.Verdict, outcome.Id);
        return isSaid && outcome.Verdict?.Kind == VerdictKind.Close && outcome.IsClosed == false
            ? outcome with { IsClosed = true, Unsaid = "Postfix closes a connection at 421 and at no other refusal of a milter; whatever else the client says is answered the same" }
            : outcome;
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
