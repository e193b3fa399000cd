using System.Net;
using Conformance.Worlds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Configuration;
using Submission.Hosting.Feedback;
using Submission.Policy.Testing.Running;
using Submission.Smtp.Server;

namespace Conformance.Smtp;

/// <summary>The SMTP server, its next hop behind it, for one case.</summary>
internal sealed class SmtpCaseHost : SmtpFrontHost
{
    private readonly WebApplication _server;
    private readonly NextHop _nextHop;

    private SmtpCaseHost(CaseWorld world, WebApplication server, NextHop nextHop)
        : base(world, server.Services.GetRequiredService<PolicyEngine>(), server.Services.GetRequiredService<DeliveryReports>())
    {
        _server = server;
        _nextHop = nextHop;
        EndPoint = new IPEndPoint(IPAddress.Loopback, new Uri(server.Urls.First()).Port);
    }

    public override IPEndPoint EndPoint { get; }

    public static async Task<SmtpCaseHost> StartAsync(CaseWorld world, CancellationToken cancellationToken)
    {
        var nextHop = new NextHop();
        var options = new SubmissionOptions { NextHop = nextHop.EndPoint, AllowCleartextAuth = world.AllowsCleartextAuth };
        options.Listeners.Add(new ListenerOptions { Endpoint = new IPEndPoint(IPAddress.Loopback, 0) });
        options.TrustedProxies.Add(new System.Net.IPNetwork(IPAddress.Loopback, 32));
        options.HandOver.Tls = HandOverTls.Never;
        // No bound of the host's own may speak before the policy does.
        options.Limits.MessageSize = 1L << 40;
        options.Limits.Connections = 1_000_000;
        options.Limits.Errors = 10_000;
        options.Limits.IdleCommands = 100_000;
        options.Limits.SessionTimeout = TimeSpan.FromDays(7);
        options.Limits.Uncounted.Add(System.Net.IPNetwork.Parse("0.0.0.0/0"));
        options.Limits.Uncounted.Add(System.Net.IPNetwork.Parse("::/0"));
        options.PasswordChecks.FailureDelay = TimeSpan.Zero;

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        world.Register(builder.Services, options, new StillClock(world.Clock));
        builder.Services.AddSingleton<SmtpCertificateSelector>(static _ => TestCertificate.Context);
        builder.Services.AddSubmissionSmtp(options);
        WebApplication server = builder.Build();
        await server.StartAsync(cancellationToken);
        return new SmtpCaseHost(world, server, nextHop);
    }

    public override string? Refuse(bool refuses)
    {
        _nextHop.Refuses = refuses;
        return null;
    }

    public override bool IsRefusalBehind(string reply) => reply == NextHop.Refusal;

    // It closes a connection when it has forgotten it.
    public override ValueTask ForgetAsync(CancellationToken cancellationToken) => default;

    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _nextHop.DisposeAsync();
    }
}
