using System.Net;
using Conformance.Worlds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Configuration;
using Submission.Hosting.Feedback;
using Submission.Policy.Delivery;
using Submission.Policy.Testing.Running;
using Submission.Smtp.Server;

namespace Conformance.Smtp;

/// <summary>The SMTP server, its next hop behind it, for one case.</summary>
internal sealed class SmtpCaseHost : WireCaseHost
{
    private readonly WebApplication _server;
    private readonly DeliveryReports _reports;

    private SmtpCaseHost(CaseWorld world, WebApplication server, NextHop nextHop)
        : base(world, server.Services.GetRequiredService<PolicyEngine>())
    {
        _server = server;
        _reports = server.Services.GetRequiredService<DeliveryReports>();
        NextHop = nextHop;
        EndPoint = new IPEndPoint(IPAddress.Loopback, new Uri(server.Urls.First()).Port);
    }

    public IPEndPoint EndPoint { get; }

    public NextHop NextHop { get; }

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

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        world.Register(builder.Services, options, new StillClock(world.Clock));
        builder.Services.AddSingleton<SmtpCertificateSelector>(static _ => TestCertificate.Context);
        builder.Services.AddSubmissionSmtp(options);
        WebApplication server = builder.Build();
        await server.StartAsync(cancellationToken);
        return new SmtpCaseHost(world, server, nextHop);
    }

    public override ICaseSession OpenSession() => new SmtpCaseSession(this);

    public override async ValueTask<StepOutcome> ReportAsync(DeliveryEvent happened, int? latest, EmailAddress? recipient, CancellationToken cancellationToken)
    {
        // What the host itself has to tell comes first: that the next hop has taken the messages.
        while (_reports.IsTelling) await Task.Delay(1, cancellationToken);
        return await base.ReportAsync(happened, latest, recipient, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await NextHop.DisposeAsync();
    }
}
