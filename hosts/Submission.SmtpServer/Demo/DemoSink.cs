using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Smtp.Server;

namespace Submission.SmtpServer.Demo;

/// <summary>A next hop that takes every message, shows it, and forgets it. It listens on a free port of loopback.</summary>
internal sealed class DemoSink : IAsyncDisposable
{
    private readonly WebApplication _server;

    private DemoSink(WebApplication server, IPEndPoint endPoint)
    {
        _server = server;
        EndPoint = endPoint;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    public static async Task<DemoSink> StartAsync(TextWriter output)
    {
        var handler = new SmtpConnectionHandler(
            new SmtpServerOptions { Hostname = "sink.demo.example" },
            new DemoSinkSessions(new DemoMessageView(output, isColoured: output == Console.Out && !Console.IsOutputRedirected)),
            certificates: null,
            TimeProvider.System,
            NullLogger<SmtpConnectionHandler>.Instance);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseSmtp(handler, SmtpListenerMode.StartTls)));
        WebApplication server = builder.Build();
        await server.StartAsync();
        return new DemoSink(server, new IPEndPoint(IPAddress.Loopback, new Uri(server.Urls.First()).Port));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
