using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Submission.Admin;

namespace Submission.Cli.Tests.Admin;

/// <summary>A host that listens on a unix socket of its own and answers as it is told.</summary>
internal sealed class AdminHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("admin-");
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly WebApplication _application;

    private AdminHost(RequestDelegate answer)
    {
        Socket = Path.Combine(_folder.FullName, "admin.sock");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(Socket));
        _application = builder.Build();
        _application.Run(context =>
        {
            _requests.Enqueue($"{context.Request.Method} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}");
            return answer(context);
        });
    }

    public string Socket { get; }

    /// <summary>What was asked: methods and targets as they were sent.</summary>
    public string[] Requests => [.. _requests];

    public static async Task<AdminHost> StartAsync(RequestDelegate answer)
    {
        var host = new AdminHost(answer);
        await host._application.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Starts a host that gives one document for every question.</summary>
    public static Task<AdminHost> StartAsync<T>(T document, int status = 200) =>
        StartTextAsync(JsonSerializer.Serialize(document, (JsonTypeInfo<T>)AdminJson.Default.GetTypeInfo(typeof(T))!), status);

    /// <summary>Starts a host that gives one text for every question.</summary>
    public static Task<AdminHost> StartTextAsync(string text, int status = 200) => StartAsync(context => AnswerAsync(context, text, status));

    public static async Task AnswerAsync(HttpContext context, string text, int status = 200)
    {
        context.Response.StatusCode = status;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
