using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Queue;
using Submission.Gateway.Telemetry;

namespace Submission.Gateway.Delivery;

/// <summary>Watches over the attempts that are under way: cuts off those that take too long, and renews their claims or ends them where a claim is lost. Thread-safe.</summary>
internal sealed class ClaimKeeper(IMessageQueue queue, GatewayOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>The age at which a lease is renewed; leases are several times as long.</summary>
    public static readonly TimeSpan RenewAfter = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<Attempt, bool> _attempts = new();
    private volatile bool _isStopping;

    public int Count => _attempts.Count;

    public void Add(Attempt attempt)
    {
        _attempts.TryAdd(attempt, true);
        Interlocked.MemoryBarrier();
        if (_isStopping) attempt.Abort(AbortCause.Stopping);
    }

    public void Remove(Attempt attempt) => _attempts.TryRemove(attempt, out _);

    /// <summary>Aborts all attempts, also those that are yet to be added.</summary>
    public void AbortAll()
    {
        _isStopping = true;
        Interlocked.MemoryBarrier();
        foreach ((Attempt attempt, _) in _attempts) attempt.Abort(AbortCause.Stopping);
    }

    /// <summary>Sees to it that the claims of an attempt hold, before a message is sent.</summary>
    public ValueTask<bool> KeepAsync(Attempt attempt)
    {
        foreach (Claim claim in attempt.Job.Claims)
        {
            if (time.GetElapsedTime(claim.RenewedAt) >= RenewAfter) return RenewAsync(attempt);
        }

        return new ValueTask<bool>(true);
    }

    /// <summary>Looks after all attempts, again and again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        TimeSpan interval = options.AttemptTimeout / 4;
        if (interval > TimeSpan.FromSeconds(5)) interval = TimeSpan.FromSeconds(5);
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                // First: a queue that is slow to renew keeps no attempt alive.
                foreach ((Attempt attempt, _) in _attempts)
                {
                    if (time.GetElapsedTime(attempt.StartedAt) >= options.AttemptTimeout) attempt.Abort(AbortCause.TimedOut);
                }

                foreach ((Attempt attempt, _) in _attempts) await LookAfterAsync(attempt).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async ValueTask LookAfterAsync(Attempt attempt)
    {
        try
        {
            if (attempt.Cause == AbortCause.None) await KeepAsync(attempt).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // It harms no other attempt, and is asked again at the next look.
            GatewayLog.LoopFailed(logger, "renewing of claims", error);
        }
    }

    private async ValueTask<bool> RenewAsync(Attempt attempt)
    {
        try
        {
            foreach (Claim claim in attempt.Job.Claims)
            {
                if (time.GetElapsedTime(claim.RenewedAt) < RenewAfter) continue;
                long now = time.GetTimestamp();
                if (!await queue.RenewAsync(claim.Delivery, attempt.Aborted).ConfigureAwait(false))
                {
                    GatewayLog.ClaimLost(logger, claim.Delivery.Message.Id, claim.Delivery.Destination);
                    attempt.Abort(AbortCause.ClaimLost);
                    return false;
                }

                claim.RenewedAt = now;
            }

            return true;
        }
        catch (Exception error) when (error is QueueUnavailableException or OperationCanceledException)
        {
            return false; // asked again at the next look
        }
    }
}
