using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Submission.Tests.Peers;

/// <summary>A real HTTPS server on loopback that answers every request as a test wants.</summary>
internal sealed class StsHttpsServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _requests;

    private StsHttpsServer(WebApplication application) => _application = application;

    public int Port { get; private set; }

    /// <summary>How many requests have come.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The certificate that is shown for a name of SNI.</summary>
    public required Func<string?, X509Certificate2?> Certificate { get; set; }

    /// <summary>What is answered.</summary>
    public required RequestDelegate Answer { get; set; }

    /// <summary>A server that publishes one text with one certificate.</summary>
    public static Task<StsHttpsServer> StartAsync(X509Certificate2 certificate, string policy) => StartAsync(certificate, context => WriteAsync(context, policy));

    public static async Task<StsHttpsServer> StartAsync(X509Certificate2 certificate, RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        StsHttpsServer? server = null;
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
            {
                https.ServerCertificateSelector = (_, name) => server!.Certificate(name);
                https.ClientCertificateMode = ClientCertificateMode.NoCertificate;
            }));
        });
        server = new StsHttpsServer(builder.Build()) { Certificate = _ => certificate, Answer = answer };
        server._application.Run(context =>
        {
            Interlocked.Increment(ref server._requests);
            return server.Answer(context);
        });
        await server._application.StartAsync();
        string address = server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Port = new Uri(address).Port;
        return server;
    }

    public static async Task WriteAsync(HttpContext context, string text, string type = "text/plain")
    {
        context.Response.ContentType = type;
        await context.Response.WriteAsync(text);
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.Zero);
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
    }
}
