using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Submission.Gateway;
using Submission.Gateway.Queue;
using Submission.Gateway.Tls.Dane;

namespace Submission.GatewayServer.Console;

/// <summary>Says whether the gateway can take mail. What it counts is at most some seconds old, however often it is asked. Thread-safe.</summary>
internal sealed class HealthEndpoint(MailGateway gateway, QueueFigures figures, DaneHealth dane, IHostApplicationLifetime lifetime)
{
    /// <summary>The version of the program.</summary>
    public static string Version { get; } =
        typeof(HealthEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>Whether the process answers at all.</summary>
    public static Task LiveAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, new HealthDocument("ok", null, Version, null));

    /// <summary>Whether mail can be taken.</summary>
    public Task ReadyAsync(HttpContext context) => WriteAsync(context, queue: null, daneState: null);

    /// <summary>Whether mail can be taken, and what is in the queue.</summary>
    public async Task WholeAsync(HttpContext context) =>
        await WriteAsync(context, await figures.CountAsync(context.RequestAborted).ConfigureAwait(false), dane.IsOn ? "on" : dane.Reason).ConfigureAwait(false);

    private Task WriteAsync(HttpContext context, HealthQueue? queue, string? daneState)
    {
        QueueHealth health = gateway.Health;
        string status = lifetime.ApplicationStopping.IsCancellationRequested ? "stopping" : health.IsHealthy ? "ok" : "unhealthy";
        return WriteAsync(
            context, status == "ok" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, new HealthDocument(status, health.Reason, Version, queue) { Dane = daneState });
    }

    private static async Task WriteAsync(HttpContext context, int status, HealthDocument document)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(document, ConsoleJson.Default.HealthDocument);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
