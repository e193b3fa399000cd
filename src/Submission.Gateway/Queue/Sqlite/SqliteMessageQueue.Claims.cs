namespace Submission.Gateway.Queue.Sqlite;

/// <content>Claims of deliveries.</content>
public sealed partial class SqliteMessageQueue
{
    private const string SelectClaim = "SELECT 1 FROM delivery WHERE number = ?1 AND token = ?2 AND state = 1";
    private const int ReleaseChunk = 1000;

    /// <inheritdoc/>
    public async ValueTask<DueDestinations> FindDueAsync(int maximum, CancellationToken cancellationToken)
    {
        if (Read(static database => DueSearch.NextHoldEnd(database)) <= _store.Clock.Now)
        {
            while (await _writer.RunAsync(static session => DeliveryWork.Release(session, ReleaseChunk)).WaitAsync(cancellationToken).ConfigureAwait(false) == ReleaseChunk)
            {
            }
        }

        return Read(database => DueSearch.Find(database, _store.Suspensions, maximum, _store.Clock.Now));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<QueuedDelivery>> ClaimAsync(string destination, int maximum, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        cancellationToken.ThrowIfCancellationRequested();
        return maximum > 0 && _store.Suspensions.Find(destination, _store.Clock.Now) is null ? await ClaimDueAsync(destination, maximum).ConfigureAwait(false) : [];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<QueuedDelivery>> ClaimSuspendedAsync(string destination, int maximum, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        cancellationToken.ThrowIfCancellationRequested();
        return maximum > 0 && _store.Suspensions.Find(destination, _store.Clock.Now) is not null ? await ClaimDueAsync(destination, maximum).ConfigureAwait(false) : [];
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(QueuedDelivery claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return new(Read(database =>
        {
            SqliteStatement row = database[SelectClaim].Bind(1, claim.Number).Bind(2, claim.Token);
            bool holds = row.Step();
            row.Reset();
            return holds;
        }));
    }

    private async ValueTask<IReadOnlyList<QueuedDelivery>> ClaimDueAsync(string destination, int maximum)
    {
        (List<QueuedDelivery> claims, List<long> damaged) = await _writer.RunAsync(session => DeliveryWork.Claim(session, destination, maximum)).ConfigureAwait(false);
        foreach (long number in damaged) SqliteLog.DeliveryDamaged(_logger, number);
        return claims;
    }
}
