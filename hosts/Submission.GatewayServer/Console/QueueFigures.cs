using Submission.Gateway.Queue;

namespace Submission.GatewayServer.Console;

/// <summary>Counts what is in the queue for whoever asks how the gateway is; at most every few seconds, however often it is asked. Thread-safe.</summary>
internal sealed class QueueFigures(IMessageQueue queue, TimeProvider time)
{
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private volatile Counted? _counted;

    /// <summary>Counts.</summary>
    /// <returns>What is in the queue; <see langword="null"/> where it does not answer in time, for it must not keep whoever asks.</returns>
    public async ValueTask<HealthQueue?> CountAsync(CancellationToken cancellationToken)
    {
        if (_counted is { } counted && time.GetElapsedTime(counted.At) < CountEvery) return counted.Queue;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        HealthQueue? found = null;
        try
        {
            QueueStatistics statistics = await queue.CountAsync(0, patience.Token).ConfigureAwait(false);
            // They are numbered in the order in which they came.
            IReadOnlyList<QueuedDelivery> oldest = await queue.ListAsync(QueueFilter.All, 1, 0, patience.Token).ConfigureAwait(false);
            found = new HealthQueue(
                statistics.Messages, statistics.Waiting, statistics.UnderWay, statistics.Held, oldest.Count > 0 ? (long)oldest[0].Age.TotalSeconds : null, statistics.FreeSpace);
        }
        catch (Exception exception) when (exception is QueueUnavailableException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            found = null;
        }

        _counted = new Counted(time.GetTimestamp(), found);
        return found;
    }

    private sealed record Counted(long At, HealthQueue? Queue);
}
