using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Smtp.Server;

namespace Submission.Hosting.Demo;

/// <summary>A mail server that takes messages, shows them, and forgets them. It listens on a free port of loopback.</summary>
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

    /// <summary>Starts one.</summary>
    /// <param name="output">Where messages are shown.</param>
    /// <param name="refuse">Says what is answered to a recipient; <see langword="null"/>, or such an answer, where it is taken.</param>
    public static async Task<DemoSink> StartAsync(TextWriter output, Func<EmailAddress, SmtpReply?>? refuse = null)
    {
        var handler = new SmtpConnectionHandler(
            new SmtpServerOptions { Hostname = "sink.demo.example" },
            new DemoSinkSessions(new DemoMessageView(output, isColoured: output == Console.Out && !Console.IsOutputRedirected), refuse ?? (static _ => null)),
            certificates: null,
            TimeProvider.System,
            NullLogger<SmtpConnectionHandler>.Instance);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseSmtp(handler, SmtpListenerMode.StartTls)));
        WebApplication server = builder.Build();
        await server.StartAsync().ConfigureAwait(false);
        return new DemoSink(server, new IPEndPoint(IPAddress.Loopback, new Uri(server.Urls.First()).Port));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
