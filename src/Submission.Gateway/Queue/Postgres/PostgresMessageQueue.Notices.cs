using System.Collections.Immutable;
using Npgsql;
using Submission.Gateway.Queue.Storage;

namespace Submission.Gateway.Queue.Postgres;

/// <content>Claims of owed notices.</content>
public sealed partial class PostgresMessageQueue
{
    /// <inheritdoc/>
    public ValueTask<OwedNotices?> ClaimNoticesAsync(CancellationToken cancellationToken) => _database.RunAsync(
        async (connection, end) =>
        {
            while (await ClaimOneAsync(connection, end).ConfigureAwait(false) is { } claim)
            {
                List<QueuedDelivery> deliveries = await ReadNoticesAsync(connection, claim.Message, end).ConfigureAwait(false);
                if (deliveries.Count > 0) return new OwedNotices(deliveries[0].Message, deliveries, claim.Token);

                // What was owed has been dropped.
                using NpgsqlBatch batch = connection.CreateBatch();
                batch.Add(_statements.EndNotices).With(claim.Message).With(claim.Token);
                await batch.ExecuteNonQueryAsync(end).ConfigureAwait(false);
            }

            return null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> CompleteNoticesAsync(OwedNotices claim, NewMessage? notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        // Nobody asks for the claim of a notice.
        PostgresNewMessage? row = notice is null ? null : await PostgresNewMessage.ReadAsync(notice with { IsClaimed = false }, cancellationToken).ConfigureAwait(false);
        bool held = await _database.RunAsync(
            async (connection, end) =>
            {
                NpgsqlTransaction transaction = await connection.BeginTransactionAsync(end).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    if (!await HoldsAsync(connection, claim, end).ConfigureAwait(false)) return false;
                    if (row is not null) await _insertion.InsertAsync(connection, [row], end).ConfigureAwait(false);
                    if (row is { Content: null }) await _insertion.InsertBodyAsync(connection, row, end).ConfigureAwait(false);
                    await TellAsync(connection, claim, end).ConfigureAwait(false);
                    await transaction.CommitAsync(end).ConfigureAwait(false);
                    return true;
                }
            },
            cancellationToken).ConfigureAwait(false);
        if (held) _signals.Notify();
        return held;
    }

    private async ValueTask<(long Message, long Token)?> ClaimOneAsync(NpgsqlConnection connection, CancellationToken end)
    {
        using NpgsqlBatch batch = connection.CreateBatch();
        batch.Add(_statements.ClaimNotices).WithTime(_options.EffectiveLease);
        NpgsqlDataReader reader = await batch.ExecuteReaderAsync(end).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
            return await reader.ReadAsync(end).ConfigureAwait(false) ? (reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    private async ValueTask<List<QueuedDelivery>> ReadNoticesAsync(NpgsqlConnection connection, long message, CancellationToken end)
    {
        List<(long Number, string Reason)> damaged = [];
        List<QueuedDelivery> deliveries;
        using (NpgsqlBatch batch = connection.CreateBatch())
        {
            batch.Add(_statements.ReadNotices).With(message);
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(end).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false)) deliveries = await PostgresRows.ReadAsync(reader, isClaim: false, damaged, end).ConfigureAwait(false);
        }

        foreach ((long number, string reason) in damaged)
        {
            await HoldDamagedAsync(connection, number, reason, end).ConfigureAwait(false);
            using NpgsqlBatch batch = connection.CreateBatch();
            batch.Add($"UPDATE {_options.Schema}.delivery SET owes = false WHERE number = $1").With(number);
            await batch.ExecuteNonQueryAsync(end).ConfigureAwait(false);
        }

        return deliveries;
    }

    private async ValueTask<bool> HoldsAsync(NpgsqlConnection connection, OwedNotices claim, CancellationToken end)
    {
        using NpgsqlBatch batch = connection.CreateBatch();
        batch.Add(_statements.HoldsNotices).With(claim.Message.Number).With(claim.Token);
        return await batch.ExecuteScalarAsync(end).ConfigureAwait(false) is not null;
    }

    private async ValueTask TellAsync(NpgsqlConnection connection, OwedNotices claim, CancellationToken end)
    {
        long[] claimed = [.. claim.Deliveries.Select(static one => one.Number)];
        List<long> gone = [];
        List<long> changed = [];
        List<byte[]> recipients = [];
        List<bool> owes = [];
        using (NpgsqlBatch batch = connection.CreateBatch())
        {
            batch.Add(_statements.LockDeliveries).With(claimed);
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(end).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(end).ConfigureAwait(false))
                {
                    long number = reader.GetInt64(0);
                    QueuedDelivery then = claim.Deliveries[Array.IndexOf(claimed, number)];
                    ImmutableArray<QueuedRecipient> told = DeliveryRules.Told(QueueCodec.DecodeRecipients(reader.GetFieldValue<byte[]>(3)), then.Recipients);
                    // One that is under way is for its claimant to end.
                    if (told.IsEmpty && reader.GetInt32(2) != (int)DeliveryState.UnderWay)
                    {
                        gone.Add(number);
                        continue;
                    }

                    changed.Add(number);
                    recipients.Add(QueueCodec.EncodeRecipients(told));
                    owes.Add(DeliveryRules.OweNotice(told));
                }
            }
        }

        using NpgsqlBatch changes = connection.CreateBatch();
        if (changed.Count > 0) changes.Add(_statements.SetRecipients).With(changed).With(recipients).With(owes);
        if (gone.Count > 0) changes.Add(_statements.RemoveDeliveries).With(gone);
        changes.Add(_statements.EndNotices).With(claim.Message.Number).With(claim.Token);
        changes.Add(_statements.RemoveMessages).With((long[])[claim.Message.Number]);
        await changes.ExecuteNonQueryAsync(end).ConfigureAwait(false);
    }
}
