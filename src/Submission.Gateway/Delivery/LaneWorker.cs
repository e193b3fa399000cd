using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Queue;
using Submission.Gateway.Telemetry;

namespace Submission.Gateway.Delivery;

/// <summary>Works off the jobs of a lane, one after the other, as long as there are any. Thread-safe; each run is one worker.</summary>
internal sealed class LaneWorker(
    SmtpDelivery smtp, ClaimKeeper keeper, ResultWriter results, ResultBuilder builder, Dispatcher dispatcher, ConnectionBudget budget, RetrySchedule schedule, Outcomes outcomes,
    TimeProvider time, ILogger logger)
{
    private static readonly EnhancedStatus OwnTrouble = new(4, 3, 0);
    private static readonly TimeSpan UnreadablePause = TimeSpan.FromSeconds(30);

    // Of a message that may have been sent, so that it does not go out again and again.
    private static readonly TimeSpan OwnTroublePause = TimeSpan.FromMinutes(15);

    /// <summary>Starts a worker.</summary>
    public void Start(ActiveLane lane) => ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Worker.RunAsync(work.Lane), (Worker: this, Lane: lane), preferLocal: false);

    private async Task RunAsync(ActiveLane lane)
    {
        try
        {
            while (lane.Next() is { } job) await TryWorkAsync(lane, job).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            GatewayLog.LoopFailed(logger, lane.Name, error);
        }

        budget.Release();
    }

    private async Task TryWorkAsync(ActiveLane lane, DeliveryJob job)
    {
        try
        {
            await WorkAsync(lane, job).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            foreach (Claim claim in job.Claims)
            {
                if (!claim.IsPosted) results.Post(claim, BuiltResult.Untried(claim.Delivery, OwnTroublePause));
            }

            GatewayLog.LoopFailed(logger, lane.Name, error);
        }
    }

    private async Task WorkAsync(ActiveLane lane, DeliveryJob job)
    {
        using Attempt attempt = new(job, time.GetTimestamp());
        using Activity? activity = GatewayMetrics.Activities.StartActivity("gateway.deliver");
        activity?.SetTag("gateway.message.id", job.Message.Id.ToString());
        activity?.SetTag("gateway.lane", lane.Name);
        TimeSpan? retryAfter = null;
        bool isAttempt = true;
        keeper.Add(attempt);
        try
        {
            await smtp.RunAsync(attempt).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            isAttempt = Aborted(attempt, ref retryAfter);
        }
        catch (QueueUnavailableException)
        {
            (isAttempt, retryAfter) = (false, UnreadablePause);
        }
        catch (InvalidDataException error)
        {
            // The queue holds such a message back itself.
            GatewayLog.BodyDamaged(logger, job.Message.Id, error.Message);
            isAttempt = false;
        }
        catch (Exception error)
        {
            GatewayLog.AttemptFailed(logger, job.Message.Id, error);
            attempt.SettleAll(attempt.Recipients, outcomes.Of(RecipientOutcomeKind.Deferred, OwnTrouble, "the gateway could not make the attempt"));
        }
        finally
        {
            keeper.Remove(attempt);
        }

        GatewayMetrics.Tried(time.GetElapsedTime(attempt.StartedAt));
        try
        {
            Show(lane, attempt);
        }
        finally
        {
            Post(attempt, isAttempt, retryAfter);
        }
    }

    private bool Aborted(Attempt attempt, ref TimeSpan? retryAfter)
    {
        switch (attempt.Cause)
        {
            case AbortCause.TimedOut:
                attempt.Show(LaneSignal.TurnedAway);
                attempt.SettleAll(attempt.Recipients, outcomes.Of(RecipientOutcomeKind.Deferred, new EnhancedStatus(4, 4, 2), "the attempt took too long and was cut off"));
                return true;
            case AbortCause.Stopping when attempt.IsDoubtful:
                Attempt.NoteAll(attempt.Recipients, outcomes.Of(RecipientOutcomeKind.Deferred, OwnTrouble, "the gateway was stopped while it waited for the reply to the message"));
                return true;
            default:
                retryAfter = attempt.Cause == AbortCause.None ? UnreadablePause : TimeSpan.Zero;
                return false;
        }
    }

    private void Show(ActiveLane lane, Attempt attempt)
    {
        // A lane that took the message by its second server is well.
        LaneSignal signal = attempt.HasWorked && attempt.Signal == LaneSignal.Unreachable ? LaneSignal.Good : attempt.Signal;
        RecipientOutcome? outcome = null;
        foreach (AttemptRecipient recipient in attempt.Recipients) outcome ??= recipient.Outcome;
        IReadOnlyList<DeliveryJob> untried = lane.Signal(signal, outcome, attempt.Job.Claims[0].QueueTime(time), schedule);
        foreach (DeliveryJob job in untried) dispatcher.GiveBack(job, lane);
        if (lane.Rest is var rest && rest > TimeSpan.Zero && signal > LaneSignal.Slower) GatewayLog.LaneRests(logger, lane.Name, rest, outcome?.Text ?? "");
    }

    private void Post(Attempt attempt, bool isAttempt, TimeSpan? retryAfter)
    {
        int next = 0; // the recipients of the attempt are those of its claims, in their order
        foreach (Claim claim in attempt.Job.Claims)
        {
            var found = new RecipientOutcome?[claim.Delivery.Recipients.Length];
            bool isTried = false;
            for (int i = 0; i < found.Length; i++)
            {
                if (claim.Delivery.Recipients[i].IsDone) continue;
                AttemptRecipient tried = attempt.Recipients[next++];
                if (!isAttempt && !tried.IsSettled) continue;
                isTried = true;
                found[i] = tried.Outcome;
            }

            results.Post(claim, isTried ? builder.Build(claim.Delivery, claim.AgeAt(time), found, isAttempt, retryAfter) : BuiltResult.Untried(claim.Delivery, retryAfter ?? TimeSpan.Zero));
        }
    }
}
