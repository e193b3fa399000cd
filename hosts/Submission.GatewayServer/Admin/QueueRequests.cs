using Microsoft.AspNetCore.Http;
using Submission.Gateway.Queue;
using Submission.Hosting.Admin;

namespace Submission.GatewayServer.Admin;

/// <summary>What the resources of the queue have in common: the method, and what is said where there is no answer.</summary>
internal static class QueueRequests
{
    /// <summary>Answers a request of one method; a queue that does not answer is told as such.</summary>
    public static async Task AnswerAsync(HttpContext context, string method, Func<HttpContext, Task> answer)
    {
        if (context.Request.Method != method)
        {
            await AdminAnswer.NotAllowedAsync(context, method).ConfigureAwait(false);
            return;
        }

        try
        {
            await answer(context).ConfigureAwait(false);
        }
        catch (QueueUnavailableException exception) when (!context.Response.HasStarted)
        {
            await AdminAnswer.ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, "The queue does not answer", exception.Message).ConfigureAwait(false);
        }
    }

    public static Task RefuseAsync(HttpContext context, string problem) => AdminAnswer.ProblemAsync(context, StatusCodes.Status400BadRequest, "Bad request", problem);

    public static Task NoSuchMessageAsync(HttpContext context, TransactionId id) => AdminAnswer.ProblemAsync(
        context, StatusCodes.Status404NotFound, "No such message", $"There is no message {id} in the queue: it was delivered, returned or dropped, or never came here.");
}
