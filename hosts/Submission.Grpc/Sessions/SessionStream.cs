using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Submission.Grpc.Calls;
using Submission.Policy.Specification;

namespace Submission.Grpc.Sessions;

/// <summary>
/// Runs one stream of facts and verdicts. Verdicts leave together as long as further facts have arrived already, and at once where none have. A caller that takes no verdicts is asked for no
/// more facts, and after a while its stream is ended.
/// </summary>
internal sealed class SessionStream(PolicyServices services, CancellationToken stopping)
{
    private const int MaximumTogether = 64;

    public async Task RunAsync(IAsyncStreamReader<Wire.SessionRequest> requests, IServerStreamWriter<Wire.SessionResponse> responses, ServerCallContext context)
    {
        HttpContext http = context.GetHttpContext();
        CancellationToken cancellationToken = context.CancellationToken;
        // Written, but not sent: sending is up to the loop below.
        responses.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
        var response = new Wire.SessionResponse();
        int unsent = 0;
        await using var dialog = new SessionDialog(services);
        while (true)
        {
            Task<bool> next = requests.MoveNext(cancellationToken);
            if (unsent >= MaximumTogether || (unsent > 0 && !next.IsCompleted))
            {
                await SendAsync(http, cancellationToken);
                unsent = 0;
            }

            if (!(next.IsCompleted ? await next : await WaitAsync(next, dialog.IsIdle))) return;
            // Who never lets it wait would not hear of the stop there.
            if (dialog.IsIdle && stopping.IsCancellationRequested) throw CallErrors.Stopping();
            if (!await dialog.TakeAsync(requests.Current, response, cancellationToken)) continue;
            await responses.WriteAsync(response, cancellationToken);
            unsent++;
        }
    }

    private ValueTask SendAsync(HttpContext http, CancellationToken cancellationToken)
    {
        ValueTask<FlushResult> sending = http.Response.BodyWriter.FlushAsync(cancellationToken);
        if (!sending.IsCompletedSuccessfully) return AwaitAsync();
        _ = sending.Result;
        return default;

        async ValueTask AwaitAsync()
        {
            try
            {
                await sending.AsTask().WaitAsync(services.Options.AnswerTimeout, services.Time, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                // Not by a status, which would have to wait behind what is not taken.
                http.Abort();
                throw new RpcException(new Status(StatusCode.DeadlineExceeded, $"no verdict was taken for {DurationText.Format(services.Options.AnswerTimeout)}"));
            }
        }
    }

    private async Task<bool> WaitAsync(Task<bool> next, bool isIdle)
    {
        try
        {
            // Who is in the middle of a transaction may finish it while the service stops.
            return await next.WaitAsync(services.Options.IdleTimeout, services.Time, isIdle ? stopping : CancellationToken.None);
        }
        catch (TimeoutException)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, $"no fact has come for {DurationText.Format(services.Options.IdleTimeout)}"));
        }
        catch (OperationCanceledException) when (isIdle && stopping.IsCancellationRequested && !next.IsCompleted)
        {
            throw CallErrors.Stopping();
        }
    }
}
