using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Submission.Gateway;
using Submission.Gateway.Queue;
using Submission.Gateway.Tls.Dane;

namespace Submission.GatewayServer.Console;

/// <summary>Says whether the gateway can take mail. What it counts is at most some seconds old, however often it is asked. Thread-safe.</summary>
internal sealed class HealthEndpoint(MailGateway gateway, IMessageQueue queue, DaneHealth dane, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The version of the program.</summary>
    public static string Version { get; } =
        typeof(HealthEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private volatile Counted? _counted;

    /// <summary>Whether the process answers at all.</summary>
    public static Task LiveAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, new HealthDocument("ok", null, Version, null));

    /// <summary>Whether mail can be taken.</summary>
    public Task ReadyAsync(HttpContext context) => WriteAsync(context, queue: null, daneState: null);

    /// <summary>Whether mail can be taken, and what is in the queue.</summary>
    public async Task WholeAsync(HttpContext context) =>
        await WriteAsync(context, await CountAsync(context.RequestAborted).ConfigureAwait(false), dane.IsOn ? "on" : dane.Reason).ConfigureAwait(false);

    private Task WriteAsync(HttpContext context, HealthQueue? queue, string? daneState)
    {
        QueueHealth health = gateway.Health;
        string status = lifetime.ApplicationStopping.IsCancellationRequested ? "stopping" : health.IsHealthy ? "ok" : "unhealthy";
        return WriteAsync(
            context, status == "ok" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, new HealthDocument(status, health.Reason, Version, queue) { Dane = daneState });
    }

    // A queue that does not answer must not keep whoever asks how it is.
    private async ValueTask<HealthQueue?> CountAsync(CancellationToken cancellationToken)
    {
        if (_counted is { } counted && time.GetElapsedTime(counted.At) < CountEvery) return counted.Queue;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        HealthQueue? found = null;
        try
        {
            QueueStatistics statistics = await queue.CountAsync(0, patience.Token).ConfigureAwait(false);
            // They are numbered in the order in which they came.
            IReadOnlyList<QueuedDelivery> oldest = await queue.ListAsync(QueueFilter.All, 1, 0, patience.Token).ConfigureAwait(false);
            found = new HealthQueue(
                statistics.Messages, statistics.Waiting, statistics.UnderWay, statistics.Held, oldest.Count > 0 ? (long)oldest[0].Age.TotalSeconds : null);
        }
        catch (Exception exception) when (exception is QueueUnavailableException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            found = null;
        }

        _counted = new Counted(time.GetTimestamp(), found);
        return found;
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

    private sealed record Counted(long At, HealthQueue? Queue);
}
