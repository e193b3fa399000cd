using Submission.Gateway.Queue;

namespace Submission.Gateway.Tests.Delivery;

/// <content>What operators do, as far as the engine's tests need it.</content>
internal sealed partial class MemoryQueue
{
    public ValueTask<QueueChange> RetryAsync(QueueFilter filter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Row[] rows = [.. _rows.Values.Where(row => row.State is (DeliveryState.Waiting or DeliveryState.UnderWay) && Matches(row, filter))];
            foreach (Row row in rows)
            {
                row.AskedAt = row.AskedAt >= time.GetUtcNow() ? row.AskedAt.Value.AddTicks(1) : time.GetUtcNow();
                if (row.State == DeliveryState.Waiting) row.DueAt = time.GetUtcNow();
            }

            Change();
            int underWay = rows.Count(static row => row.State == DeliveryState.UnderWay);
            return new(new QueueChange(rows.Length - underWay, underWay));
        }
    }

    public ValueTask<QueueChange> HoldAsync(QueueFilter filter, string reason, TimeSpan? duration, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<QueueChange> ReleaseAsync(QueueFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<QueueChange> BounceAsync(QueueFilter filter, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<QueueChange> DropAsync(QueueFilter filter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Row[] rows = [.. _rows.Values.Where(row => Matches(row, filter))];
            foreach (Row row in rows) Remove(row);
            return new(new QueueChange(rows.Length, 0));
        }
    }

    public ValueTask SuspendAsync(string destination, string reason, TimeSpan? duration, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _suspended[destination] = new DestinationSuspension(destination, reason, time.GetUtcNow(), null);
            Change();
        }

        return default;
    }

    public async ValueTask<bool> ResumeAsync(string destination, CancellationToken cancellationToken)
    {
        bool was;
        lock (_lock) was = _suspended.Remove(destination);
        if (was) await RetryAsync(new QueueFilter { Destination = destination }, cancellationToken);
        return was;
    }
}
