using System.Collections.Immutable;
using Npgsql;
using Submission.Gateway.Queue.Storage;

namespace Submission.Gateway.Queue.Postgres;

/// <content>Claims of deliveries.</content>
public sealed partial class PostgresMessageQueue
{
    /// <inheritdoc/>
    public ValueTask<DueDestinations> FindDueAsync(int maximum, CancellationToken cancellationToken) => _database.RunAsync(
        async (connection, end) =>
        {
            using NpgsqlBatch batch = connection.CreateBatch();
            batch.Add(_statements.FindDue).With(Math.Max(0, maximum));
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(end).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(end).ConfigureAwait(false);
                IReadOnlyList<string> destinations = reader.IsDBNull(0) ? [] : reader.GetFieldValue<string[]>(0);
                return new DueDestinations(destinations, reader.IsDBNull(1) ? null : reader.GetTimeSpan(1), reader.GetBoolean(2))
                {
                    Suspended = reader.IsDBNull(3) ? [] : reader.GetFieldValue<string[]>(3),
                };
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueuedDelivery>> ClaimAsync(string destination, int maximum, CancellationToken cancellationToken) =>
        ClaimAsync(_statements.Claim, destination, maximum, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueuedDelivery>> ClaimSuspendedAsync(string destination, int maximum, CancellationToken cancellationToken) =>
        ClaimAsync(_statements.ClaimSuspended, destination, maximum, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(QueuedDelivery claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return _database.RunAsync(
            async (connection, end) =>
            {
                using NpgsqlBatch batch = connection.CreateBatch();
                batch.Add(_statements.Renew).With(claim.Number).With(claim.Token).WithTime(_options.EffectiveLease);
                return await batch.ExecuteNonQueryAsync(end).ConfigureAwait(false) == 1;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CompleteAsync(QueuedDelivery claim, DeliveryResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(result);
        ImmutableArray<QueuedRecipient> remaining = DeliveryRules.Remaining(result.Recipients);
        if (remaining.IsEmpty) return await _remover.RemoveAsync(claim, cancellationToken).ConfigureAwait(false);
        bool? held = await _database.RunAsync(
            async (connection, end) =>
            {
                if (!DeliveryRules.OweNotice(claim.Recipients)) return await PutBackAsync(connection, claim, remaining, result, end).ConfigureAwait(false);
                NpgsqlTransaction transaction = await connection.BeginTransactionAsync(end).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    if (await LockAsync(connection, claim, end).ConfigureAwait(false) is not { } now) return false;
                    ImmutableArray<QueuedRecipient> merged = DeliveryRules.Merge(remaining, claim.Recipients, now);
                    if (merged.IsEmpty) return null;
                    bool isBack = await PutBackAsync(connection, claim, merged, result, end).ConfigureAwait(false);
                    await transaction.CommitAsync(end).ConfigureAwait(false);
                    return (bool?)isBack;
                }
            },
            cancellationToken).ConfigureAwait(false);
        // All that was left to do were notices, and they have been told meanwhile.
        if (held is null) return await _remover.RemoveAsync(claim, cancellationToken).ConfigureAwait(false);
        // This node's next look may now come too late.
        if (held.Value) _signals.Notify();
        return held.Value;
    }

    private ValueTask<IReadOnlyList<QueuedDelivery>> ClaimAsync(string statement, string destination, int maximum, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (maximum <= 0) return new([]);
        return _database.RunAsync<IReadOnlyList<QueuedDelivery>>(
            async (connection, end) =>
            {
                List<(long Number, string Reason)> damaged = [];
                List<QueuedDelivery> claims;
                using (NpgsqlBatch batch = connection.CreateBatch())
                {
                    batch.Add(statement).WithText(destination).With(maximum).WithTime(_options.EffectiveLease).WithText(_options.NodeName);
                    NpgsqlDataReader reader = await batch.ExecuteReaderAsync(end).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false)) claims = await PostgresRows.ReadAsync(reader, isClaim: true, damaged, end).ConfigureAwait(false);
                }

                foreach ((long number, string reason) in damaged) await HoldDamagedAsync(connection, number, reason, end).ConfigureAwait(false);
                return claims;
            },
            cancellationToken);
    }

    private async ValueTask<bool> PutBackAsync(NpgsqlConnection connection, QueuedDelivery claim, ImmutableArray<QueuedRecipient> remaining, DeliveryResult result, CancellationToken end)
    {
        long[] message = [claim.Message.Number];
        bool owes = DeliveryRules.OweNotice(remaining);
        bool areDone = DeliveryRules.AreDone(remaining);
        using NpgsqlBatch batch = connection.CreateBatch();
        if (owes) batch.Add(_statements.LockMessages).With(message);
        NpgsqlBatchCommand change = batch.Add(_statements.PutBack).With(claim.Number).With(claim.Token).With(QueueCodec.EncodeRecipients(remaining))
            .With(result.IsAttempt ? 1 : 0).With(owes).With(areDone).WithTime(result.RetryAfter).WithMoment(claim.AskedAt);
        if (owes) batch.Add(_statements.OweNotices).With(message).WithTime(result.NoticeAfter);
        if ((!areDone && result.RetryAfter <= TimeSpan.Zero) || (owes && result.NoticeAfter <= TimeSpan.Zero)) _signals.AddTo(batch);
        await batch.ExecuteNonQueryAsync(end).ConfigureAwait(false);
        return change.RecordsAffected == 1;
    }

    /// <returns>The recipients as they are; <see langword="null"/> where the delivery is gone.</returns>
    private async ValueTask<ImmutableArray<QueuedRecipient>?> LockAsync(NpgsqlConnection connection, QueuedDelivery claim, CancellationToken end)
    {
        using NpgsqlBatch batch = connection.CreateBatch();
        batch.Add(_statements.LockMessages).With((long[])[claim.Message.Number]);
        batch.Add(_statements.LockDeliveries).With((long[])[claim.Number]);
        NpgsqlDataReader reader = await batch.ExecuteReaderAsync(end).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.NextResultAsync(end).ConfigureAwait(false);
            return await reader.ReadAsync(end).ConfigureAwait(false) ? QueueCodec.DecodeRecipients(reader.GetFieldValue<byte[]>(3)) : null;
        }
    }

    private async ValueTask HoldDamagedAsync(NpgsqlConnection connection, long number, string reason, CancellationToken end)
    {
        _logger.DamagedDelivery(number, reason);
        using NpgsqlBatch batch = connection.CreateBatch();
        batch.Add($"UPDATE {_options.Schema}.delivery SET state = 2, due_at = NULL, token = NULL, node = NULL, hold_reason = $2, held_until = NULL WHERE number = $1")
            .With(number).WithText(reason);
        await batch.ExecuteNonQueryAsync(end).ConfigureAwait(false);
    }
}
