using Submission.Gateway.Queue;

namespace Submission.Gateway.Tests.Delivery;

/// <content>What operators do, as far as the engine's tests need it.</content>
internal sealed partial class MemoryQueue
{
    public ValueTask<QueueChange> RetryAsync(QueueFilter filter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Row[] rows = [.. _rows.Values.Where(row => row.State == DeliveryState.Waiting && Matches(row, filter))];
            foreach (Row row in rows) row.DueAt = time.GetUtcNow();
            Change();
            return new(new QueueChange(rows.Length, 0));
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

    public ValueTask<bool> ResumeAsync(string destination, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            bool was = _suspended.Remove(destination);
            Change();
            return new(was);
        }
    }
}
