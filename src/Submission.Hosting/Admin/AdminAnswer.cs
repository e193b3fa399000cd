using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Submission.Admin;

namespace Submission.Hosting.Admin;

/// <summary>Writes the answers of the admin socket.</summary>
internal static class AdminAnswer
{
    // The answer is a document of its own, not part of a web page: letters stay letters.
    private static readonly AdminJson Json = new(new JsonSerializerOptions(AdminJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static Task DocumentAsync<T>(HttpContext context, T document) => WriteAsync(context, StatusCodes.Status200OK, "application/json", document);

    public static Task ProblemAsync(HttpContext context, int status, string title, string detail) =>
        WriteAsync(context, status, "application/problem+json", new AdminProblem(title, status, detail));

    public static Task NotAllowedAsync(HttpContext context, string method)
    {
        context.Response.Headers.Allow = method;
        return ProblemAsync(context, StatusCodes.Status405MethodNotAllowed, "Method not allowed", $"This takes {method}.");
    }

    private static async Task WriteAsync<T>(HttpContext context, int status, string contentType, T document)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(document, (JsonTypeInfo<T>)Json.GetTypeInfo(typeof(T))!);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
