using Submission.Gateway.Queue;

namespace Submission.Gateway.Tests.Delivery;

/// <content>The claims of deliveries.</content>
internal sealed partial class MemoryQueue
{
    /// <summary>Waited for after a claim of a destination's deliveries, so many as are told, before they are handed out.</summary>
    public Func<string, int, Task> Claimed { get; set; } = static (_, _) => Task.CompletedTask;

    public async ValueTask<IReadOnlyList<QueuedDelivery>> ClaimAsync(string destination, int maximum, CancellationToken cancellationToken)
    {
        IReadOnlyList<QueuedDelivery> claims = Claim(destination, maximum, isSuspended: false);
        await Claimed(destination, claims.Count);
        return claims;
    }

    public ValueTask<IReadOnlyList<QueuedDelivery>> ClaimSuspendedAsync(string destination, int maximum, CancellationToken cancellationToken) =>
        new(Claim(destination, maximum, isSuspended: true));

    private QueuedDelivery[] Claim(string destination, int maximum, bool isSuspended)
    {
        lock (_lock)
        {
            Check();
            if (_suspended.ContainsKey(destination) != isSuspended) return [];
            Claims++;
            DateTimeOffset now = time.GetUtcNow();
            Row[] due = [.. _rows.Values.Where(row => row.State == DeliveryState.Waiting && row.DueAt <= now && row.Delivery.Destination == destination).OrderBy(row => row.DueAt).Take(maximum)];
            return [.. due.Select(Take)];
        }
    }
}
