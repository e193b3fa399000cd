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
    private readonly string _log;

    private PolicyCaseHost(CaseWorld world, WebApplication server, string log)
        : base(world, server.Services.GetRequiredService<PolicyEngine>())
    {
        _server = server;
        _log = log;
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
        string log = Path.Combine(Path.GetTempPath(), $"conformance-{Guid.NewGuid():N}.log");
        // A process that reads the log only where there is something to read.
        if (world.FailsToAuthenticate) options.PostfixLog.Command = $"tail -n +1 -F {log}";
        else options.PostfixLog.File = log;
        if (world.FailsToAuthenticate) await File.WriteAllTextAsync(log, "", cancellationToken);
        builder.Services.AddPostfixPolicy(options);
        WebApplication server = builder.Build();
        await server.StartAsync(cancellationToken);
        return new PolicyCaseHost(world, server, log);
    }

    public override ICaseSession OpenSession() => new PolicyCaseSession(this);

    /// <summary>Writes what Postfix writes of a failed authentication, and waits until it has been counted.</summary>
    public async Task<bool> LogFailureAsync(string client, string login, CancellationToken cancellationToken)
    {
        World.Decisions.Take();
        string line = $"Jan  1 10:00:00 mx postfix/smtpd[4711]: warning: unknown[{client}]: SASL PLAIN authentication failed: authentication failure, sasl_username={login}\n";
        await File.AppendAllTextAsync(_log, line, cancellationToken);
        return await World.Decisions.HasCountedAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        File.Delete(_log);
    }
}
