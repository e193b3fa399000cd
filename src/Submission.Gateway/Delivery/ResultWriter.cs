using Microsoft.Extensions.Logging;
using Submission.Gateway.Queue;
using Submission.Gateway.Telemetry;

namespace Submission.Gateway.Delivery;

/// <summary>
/// Writes back to the queue what came of claims, until it is written or the claim turns out to be lost, and tells of it. Nobody waits for it: the connection is
/// already at its next message. Thread-safe.
/// </summary>
internal sealed class ResultWriter(IMessageQueue queue, DeliveryReporter reporter, Alarm reader, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // An error of ours may pass, but not with every try.
    private const int MaximumErrors = 5;

    private readonly CancellationTokenSource _given = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private int _pending;

    /// <summary>Takes a result.</summary>
    public void Post(Claim claim, in BuiltResult built)
    {
        claim.IsPosted = true;
        Expect();
        _ = WriteAsync(claim, built.Result, built.Events);
    }

    /// <summary>Notes that a result may come of what is under way.</summary>
    public void Expect()
    {
        lock (_gate) _pending++;
    }

    /// <summary>Notes that what was under way has ended.</summary>
    public void Met()
    {
        lock (_gate)
        {
            if (--_pending > 0) return;
            _idle?.TrySetResult();
            _idle = null;
        }
    }

    /// <summary>Waits until all is written, and nothing more is expected.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            if (_pending == 0) return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>Gives up what cannot be written: the claims come back when their leases end, or at the next start.</summary>
    public void GiveUp() => _given.Cancel();

    public void Dispose() => _given.Dispose();

    private async Task WriteAsync(Claim claim, DeliveryResult result, List<RecipientEvent> events)
    {
        try
        {
            bool isWritten;
            try
            {
                isWritten = await UntilWrittenAsync(claim.Delivery, result).ConfigureAwait(false);
            }
            finally
            {
                // The destination may be claimed for again, also where what came of this claim cannot be written.
                bool isWanted = claim.Destination.Unclaimed();
                if (isWanted | (claim.Lane?.Unclaimed() ?? false)) reader.Ring();
            }

            if (!isWritten)
            {
                GatewayLog.ClaimLost(logger, claim.Delivery.Message.Id, claim.Delivery.Destination);
                GatewayMetrics.ClaimLost();
                return;
            }

            if (!result.Recipients.IsDefaultOrEmpty) WakeFor(result);
            Tell(claim, result, events);
            await reporter.ReportAsync(claim, result, events).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            GatewayLog.ResultLost(logger, claim.Delivery.Message.Id, claim.Delivery.Destination);
        }
        catch (Exception error)
        {
            GatewayLog.WriteFailed(logger, claim.Delivery.Message.Id, claim.Delivery.Destination, error);
        }
        finally
        {
            Met();
        }
    }

    private async ValueTask<bool> UntilWrittenAsync(QueuedDelivery claim, DeliveryResult result)
    {
        TimeSpan pause = FirstPause;
        for (int errors = 0; ;)
        {
            try
            {
                return await queue.CompleteAsync(claim, result, _given.Token).ConfigureAwait(false);
            }
            catch (QueueUnavailableException error)
            {
                if (pause == FirstPause) GatewayLog.WriteRepeated(logger, claim.Message.Id, claim.Destination, error.Message);
            }
            catch (Exception error) when (error is not OperationCanceledException && ++errors < MaximumErrors)
            {
                GatewayLog.WriteFailed(logger, claim.Message.Id, claim.Destination, error);
            }

            await Task.Delay(pause, time, _given.Token).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void WakeFor(DeliveryResult result)
    {
        foreach (QueuedRecipient recipient in result.Recipients)
        {
            if (recipient.IsDone) continue;
            if (result.RetryAfter <= TimeSpan.Zero) reader.Ring();
            else reader.RingIn(result.RetryAfter);
            break;
        }

        foreach (QueuedRecipient recipient in result.Recipients)
        {
            if (recipient.Notice == OwedNotice.None) continue;
            if (result.NoticeAfter <= TimeSpan.Zero) reader.Ring();
            else reader.RingIn(result.NoticeAfter);
            break;
        }
    }

    private void Tell(Claim claim, DeliveryResult result, List<RecipientEvent> events)
    {
        QueuedMessage message = claim.Delivery.Message;
        foreach (RecipientEvent happened in events)
        {
            RecipientOutcome outcome = happened.Outcome;
            GatewayMetrics.Ended(outcome, outcome.Kind == RecipientOutcomeKind.Delivered ? claim.AgeAt(time) : null);
            string recipient = happened.Recipient.Command.ForwardPath.ToString();
            switch (outcome.Kind)
            {
                case RecipientOutcomeKind.Delivered:
                    GatewayLog.Delivered(logger, message.Id, recipient, outcome.RemoteHost, outcome.Text);
                    break;
                case RecipientOutcomeKind.Deferred:
                    GatewayLog.Deferred(logger, message.Id, recipient, outcome.RemoteHost, outcome.Text, result.RetryAfter);
                    break;
                case RecipientOutcomeKind.Failed when outcome.Status is { Class: 4 }:
                    GatewayLog.Expired(logger, message.Id, recipient, outcome.RemoteHost, outcome.Text);
                    break;
                default:
                    GatewayLog.Failed(logger, message.Id, recipient, outcome.RemoteHost, outcome.Text);
                    break;
            }
        }
    }
}
