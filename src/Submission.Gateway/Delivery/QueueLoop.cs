using Microsoft.Extensions.Logging;
using Submission.Gateway.Queue;
using Submission.Gateway.Telemetry;

namespace Submission.Gateway.Delivery;

/// <summary>Runs a loop over the queue that survives whatever happens to it: it waits while the queue is not available, and says so once.</summary>
internal sealed class QueueLoop(string work, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Does one thing again and again until it is cancelled.</summary>
    public async Task RunAsync(Func<CancellationToken, ValueTask> step, CancellationToken cancellationToken)
    {
        TimeSpan pause = FirstPause;
        bool isTold = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await step(cancellationToken).ConfigureAwait(false);
                if (isTold) GatewayLog.QueueAvailable(logger, work);
                (isTold, pause) = (false, FirstPause);
                continue;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (QueueUnavailableException error)
            {
                if (!isTold) GatewayLog.QueueUnavailable(logger, work, error.Message);
                isTold = true;
            }
            catch (Exception error)
            {
                GatewayLog.LoopFailed(logger, work, error);
            }

            try
            {
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
