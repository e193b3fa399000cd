using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Submission.Hosting.Configuration;

namespace Submission.GatewayServer.Console;

/// <summary>Answers the requests of the console.</summary>
internal static class ConsolePipeline
{
    public static void Map(WebApplication application, SubmissionOptions options)
    {
        if (options.Console.Endpoint is null) return;
        HealthEndpoint health = application.Services.GetRequiredService<HealthEndpoint>();
        application.UseOpenTelemetryPrometheusScrapingEndpoint();
        application.Run(context => AnswerAsync(context, health));
    }

    private static Task AnswerAsync(HttpContext context, HealthEndpoint health)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return Task.CompletedTask;
        }

        switch (context.Request.Path.Value)
        {
            case "/health": return health.WholeAsync(context);
            case "/health/live": return HealthEndpoint.LiveAsync(context);
            case "/health/ready": return health.ReadyAsync(context);
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return context.Response.WriteAsync("Known: /health, /health/live, /health/ready, /metrics.\n", context.RequestAborted);
        }
    }
}
