using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Smtp.Server;

namespace Submission.Smtp.Tests.Support;

/// <summary>A server on free ports of loopback in this process.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app, SmtpConnectionHandler handler, IPEndPoint startTls, IPEndPoint implicitTls)
    {
        _app = app;
        Handler = handler;
        StartTls = startTls;
        ImplicitTls = implicitTls;
    }

    public SmtpConnectionHandler Handler { get; }

    public IPEndPoint StartTls { get; }

    public IPEndPoint ImplicitTls { get; }

    public static async Task<TestServer> StartAsync(
        Script script, Action<SmtpServerOptions>? configure = null, TimeProvider? time = null, SmtpCertificateSelector? certificates = null, bool withTls = true)
    {
        SmtpServerOptions options = new() { Hostname = "smtp.example", AllowCleartextAuthentication = true };
        if (time is not null) options.Load.MaximumQueueDelay = TimeSpan.Zero; // how long work waits for a thread says nothing by a clock that the test moves
        configure?.Invoke(options);
        SmtpConnectionHandler handler = new(
            options,
            script,
            withTls ? certificates ?? (static _ => TestCertificate.Localhost) : null,
            time ?? TimeProvider.System,
            NullLogger<SmtpConnectionHandler>.Instance);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseSmtp(handler, SmtpListenerMode.StartTls));
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseSmtp(handler, SmtpListenerMode.ImplicitTls));
        });
        WebApplication app = builder.Build();
        await app.StartAsync();
        IPEndPoint[] bound = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(address => new IPEndPoint(IPAddress.Loopback, new Uri(address).Port))];
        return new TestServer(app, handler, bound[0], bound[1]);
    }

    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
