namespace Submission.Gateway.Queue.Sqlite;

/// <content>What operators ask for.</content>
public sealed partial class SqliteMessageQueue
{
    private const int ChangeChunk = 1000;

    private CountedQueue? _counted;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<QueuedDelivery>> ListAsync(QueueFilter filter, int maximum, long after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return await Task.Run(() => Read(database => QueueSearch.List(database, filter, maximum, after, _store.Clock.Now)), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<QueueChange> RetryAsync(QueueFilter filter, CancellationToken cancellationToken) => ChangeAsync(filter, OperatorWork.Retry, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<QueueChange> HoldAsync(QueueFilter filter, string reason, TimeSpan? duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        long? until = duration is { } time ? QueueClock.After(_store.Clock.Now, time) : null;
        return ChangeAsync(filter, (session, number, state) => OperatorWork.Hold(session, number, state, reason, until), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<QueueChange> ReleaseAsync(QueueFilter filter, CancellationToken cancellationToken) => ChangeAsync(filter, OperatorWork.Release, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<QueueChange> BounceAsync(QueueFilter filter, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return ChangeAsync(filter, (session, number, state) => OperatorWork.Bounce(session, number, state, reason), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<QueueChange> DropAsync(QueueFilter filter, CancellationToken cancellationToken) => ChangeAsync(filter, OperatorWork.Drop, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<QueueStatistics> CountAsync(int destinations, CancellationToken cancellationToken)
    {
        // Counting a million deliveries takes a moment; who asks again and again is told what was counted a moment ago.
        if (_counted is { } counted && counted.Destinations >= destinations && Environment.TickCount64 < counted.ValidUntil) return counted.Statistics;
        long begun = Environment.TickCount64;
        QueueStatistics statistics = await Task.Run(() => Read(database => QueueCount.Run(database, destinations, _store.Clock.Now)), cancellationToken).ConfigureAwait(false);
        statistics = statistics with { FreeSpace = _space.Octets };
        long cost = Environment.TickCount64 - begun;
        _counted = cost >= 100 && statistics.Messages > 10_000 ? new CountedQueue(statistics, destinations, Environment.TickCount64 + (cost * 10)) : null;
        return statistics;
    }

    /// <inheritdoc/>
    public async ValueTask SuspendAsync(string destination, string reason, TimeSpan? duration, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        ArgumentNullException.ThrowIfNull(reason);
        bool wasKnown = await _writer.RunAsync(session => SuspensionWork.Suspend(session, destination, reason, duration)).WaitAsync(cancellationToken).ConfigureAwait(false);
        // What was put off until the end that the suspension had before.
        if (wasKnown) await ChangeAsync(new QueueFilter { Destination = destination }, OperatorWork.MakeDue, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ResumeAsync(string destination, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        if (!await _writer.RunAsync(session => SuspensionWork.Resume(session, destination)).WaitAsync(cancellationToken).ConfigureAwait(false)) return false;
        await RetryAsync(new QueueFilter { Destination = destination }, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DestinationSuspension>> SuspensionsAsync(CancellationToken cancellationToken) => new(_store.Suspensions.InForce(_store.Clock.Now));

    // Found piece by piece on a connection that only reads, and changed piece by piece, so that messages are taken in between.
    private async ValueTask<QueueChange> ChangeAsync(QueueFilter filter, Func<WriteSession, long, DeliveryState, bool> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        (int changed, int underWay) = (0, 0);
        long after = 0;
        while (true)
        {
            List<long> numbers = await Task.Run(() => Read(database => QueueSearch.Find(database, filter, ChangeChunk, after)), cancellationToken).ConfigureAwait(false);
            if (numbers.Count == 0) break;
            after = numbers[^1];
            QueueChange change = await _writer.RunAsync(session => OperatorWork.Apply(session, numbers, filter.State, work)).WaitAsync(cancellationToken).ConfigureAwait(false);
            (changed, underWay) = (changed + change.Changed, underWay + change.UnderWay);
            if (numbers.Count < ChangeChunk) break;
        }

        return new QueueChange(changed, underWay);
    }

    private sealed record CountedQueue(QueueStatistics Statistics, int Destinations, long ValidUntil);
}
