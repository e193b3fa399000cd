using Microsoft.Extensions.Logging;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Gateway.Telemetry;

namespace Submission.Gateway.Delivery;

/// <summary>Finds the way of claimed deliveries and puts them into their lanes; what cannot go now goes back to the queue. Thread-safe.</summary>
internal sealed class Dispatcher(
    IRouteResolver routes, LaneTable lanes, ResultWriter results, ResultBuilder builder, RetrySchedule schedule, Outcomes outcomes, GatewayOptions options, TimeProvider time, ILogger logger,
    CancellationToken stopping)
{
    /// <summary>Takes a claim.</summary>
    /// <param name="delivery">The delivery, counted in its destination.</param>
    /// <param name="destination">Its destination.</param>
    /// <param name="body">Its body in memory, one use of which is the claim's.</param>
    public void Take(QueuedDelivery delivery, DestinationState destination, DirectBody? body)
    {
        Claim claim = new(delivery, destination, time.GetTimestamp());
        CancellationTokenSource limit = new(options.AttemptTimeout, time);
        ValueTask<RouteResult> finding;
        try
        {
            finding = routes.ResolveAsync(delivery.Destination, limit.Token);
        }
        catch (Exception error)
        {
            finding = ValueTask.FromException<RouteResult>(error);
        }

        if (finding.IsCompletedSuccessfully)
        {
            limit.Dispose();
            Send(claim, finding.Result, body);
        }
        else
        {
            _ = FindAsync(claim, finding.AsTask(), limit, body);
        }
    }

    /// <summary>Gives back what is claimed of a suspended destination until there is something to tell its sender, or the suspension ends; what is too old is given up.</summary>
    public void PutOff(QueuedDelivery delivery, DestinationState destination, DestinationSuspension suspension)
    {
        Claim claim = new(delivery, destination, time.GetTimestamp());
        bool isNotice = delivery.Message.Mail.ReversePath.IsNull;
        TimeSpan delay = schedule.UntilNextWord(isNotice, delivery.Age);
        if (suspension.Until is { } until)
        {
            TimeSpan left = until - (delivery.Message.AcceptedAt + delivery.Age);
            if (left < delay) delay = left;
        }

        // Before its time, what a server has said of it is worth more than the suspension, which is shown anyway.
        bool isNews = schedule.IsDelayDue(delivery.Age) || schedule.IsExpired(isNotice, delivery.Age);
        if (isNews) PutOff(claim, delivery.Age, outcomes.Suspended(suspension), delay);
        else results.Post(claim, BuiltResult.Untried(delivery, delay));
    }

    /// <summary>Gives back what was not tried because its lane rests.</summary>
    public void GiveBack(DeliveryJob job, ActiveLane lane)
    {
        RecipientOutcome? reason = lane.RestReason;
        RecipientOutcome? outcome = reason is null ? null : reason with { Kind = RecipientOutcomeKind.Deferred, At = time.GetUtcNow() };
        foreach (Claim claim in job.Claims) GiveBack(claim, outcome, lane.Rest);
        job.Body?.Release();
    }

    /// <summary>Gives back what was not tried, as if it had never been claimed.</summary>
    public void GiveBack(DeliveryJob job)
    {
        foreach (Claim claim in job.Claims) results.Post(claim, BuiltResult.Untried(claim.Delivery, TimeSpan.Zero));
        job.Body?.Release();
    }

    /// <summary>Stops a lane, and gives back what no worker of it has begun.</summary>
    public void Stop(ActiveLane lane)
    {
        foreach (DeliveryJob job in lane.Stop()) GiveBack(job);
    }

    private void GiveBack(Claim claim, RecipientOutcome? outcome, TimeSpan rest)
    {
        TimeSpan age = claim.AgeAt(time);
        PutOff(claim, age, outcome, schedule.DelayUntried(rest, age));
    }

    private void PutOff(Claim claim, TimeSpan age, RecipientOutcome? outcome, TimeSpan delay)
    {
        BuiltResult built = builder.Build(claim.Delivery, age, outcome, isAttempt: false, delay);
        // What was not tried is no news until it is given up.
        built.Events.RemoveAll(static happened => happened.Outcome.Kind == RecipientOutcomeKind.Deferred);
        results.Post(claim, built);
    }

    private async Task FindAsync(Claim claim, Task<RouteResult> finding, CancellationTokenSource limit, DirectBody? body)
    {
        results.Expect();
        try
        {
            RouteResult? found = await FindAsync(claim, finding, limit).ConfigureAwait(false);
            if (found is not null)
            {
                Send(claim, found, body);
            }
            else
            {
                results.Post(claim, BuiltResult.Untried(claim.Delivery, TimeSpan.Zero));
                body?.Release();
            }
        }
        finally
        {
            results.Met();
        }
    }

    /// <returns>The way; <see langword="null"/> where the gateway stops before it is found.</returns>
    private async ValueTask<RouteResult?> FindAsync(Claim claim, Task<RouteResult> finding, CancellationTokenSource limit)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            return await finding.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error)
        {
            if (error is not OperationCanceledException) GatewayLog.AttemptFailed(logger, claim.Delivery.Message.Id, error);
            return RouteResult.Deferred(new EnhancedStatus(4, 4, 3), "the way to the domain cannot be found now");
        }
        finally
        {
            limit.Dispose();
        }
    }

    private void Send(Claim claim, RouteResult found, DirectBody? body)
    {
        if (!found.IsFound)
        {
            RecipientOutcome outcome = outcomes.Of(found.Kind, found.Status.Value, found.Reason);
            results.Post(claim, builder.Build(claim.Delivery, claim.AgeAt(time), outcome, isAttempt: true, retryAfter: null));
            body?.Release();
            return;
        }

        ActiveLane lane = lanes.Lane(found.Route.Lane);
        if (stopping.IsCancellationRequested) Stop(lane); // it may have come up after the others were stopped
        claim.Destination.Lane = lane;
        claim.Join(lane);
        if (lane.Rest > TimeSpan.Zero && claim.Delivery.AskedAt is { } askedAt) lane.EndRest(askedAt);
        DeliveryJob job = new(claim, found.Route, body);
        if (lane.Enqueue(job)) return;
        if (lane.Rest > TimeSpan.Zero) GiveBack(job, lane);
        else GiveBack(job);
    }
}
