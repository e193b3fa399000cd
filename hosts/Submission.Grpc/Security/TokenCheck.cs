using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Submission.Grpc.Security;

/// <summary>Lets nobody call without a token, except for the health of the service, which tells nothing of the policy.</summary>
internal sealed class TokenCheck(RequestDelegate next, TokenFile tokens)
{
    private const string Scheme = "Bearer ";
    private const string GrpcContentType = "application/grpc";
    private const string HealthPath = "/grpc.health.v1.Health";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(HealthPath, StringComparison.Ordinal)) return next(context);
        string? header = context.Request.Headers.Authorization;
        bool isKnown = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && tokens.Holds(header.AsSpan(Scheme.Length).Trim());
        return isKnown ? next(context) : RefuseAsync(context);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        const string Problem = "a token is required: authorization: Bearer TOKEN";
        if (context.Request.ContentType?.StartsWith(GrpcContentType, StringComparison.OrdinalIgnoreCase) == true)
        {
            context.Response.ContentType = GrpcContentType;
            context.Response.Headers["grpc-status"] = ((int)StatusCode.Unauthenticated).ToString(CultureInfo.InvariantCulture);
            context.Response.Headers["grpc-message"] = Uri.EscapeDataString(Problem).Replace("%20", " ", StringComparison.Ordinal);
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return context.Response.WriteAsJsonAsync(new TokenProblem((int)StatusCode.Unauthenticated, Problem), context.RequestAborted);
    }

    // The form in which the other errors are told in JSON.
    private sealed record TokenProblem(int Code, string Message);
}
