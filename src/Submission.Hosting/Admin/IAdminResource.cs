using Microsoft.AspNetCore.Http;

namespace Submission.Hosting.Admin;

/// <summary>A resource of the admin socket that only some hosts have; all that are registered are served. Thread-safe.</summary>
internal interface IAdminResource
{
    /// <summary>The first segment of the path behind <c>/v1/</c>, in lower case.</summary>
    string Name { get; }

    /// <summary>The requests it knows, as they are listed to whoever asked for another: <c>GET /v1/queue, POST /v1/queue/retry</c>.</summary>
    string Requests { get; }

    /// <summary>Answers a request, whatever its method, subject and action. An exception becomes a 500 and a line in the log.</summary>
    /// <param name="context">The request, without a body, and the answer.</param>
    /// <param name="request">What it asks for.</param>
    Task AnswerAsync(HttpContext context, AdminRequest request);
}
