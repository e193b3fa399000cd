using System.Collections.Immutable;
using Npgsql;
using Submission.Gateway.Delivery;
using Submission.Gateway.Dsn;
using Submission.Gateway.Queue.Storage;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Queue.Postgres;

/// <content>Giving up deliveries: what each recipient's sender is owed is decided here and not by the database.</content>
public sealed partial class PostgresMessageQueue
{
    private const int BouncePieceLength = 500;

    /// <inheritdoc/>
    public async ValueTask<QueueChange> BounceAsync(QueueFilter filter, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(reason);
        (long[] numbers, long[] messages) = await _database.RunAsync((connection, end) => FindAsync(connection, filter, end), cancellationToken).ConfigureAwait(false);
        QueueChange all = default;
        for (int at = 0; at < numbers.Length; at += BouncePieceLength)
        {
            Range piece = at..Math.Min(at + BouncePieceLength, numbers.Length);
            QueueChange change = await _database.RunAsync((connection, end) => BounceAsync(connection, numbers[piece], messages[piece], State(filter), reason, end), cancellationToken).ConfigureAwait(false);
            all = new QueueChange(all.Changed + change.Changed, all.UnderWay + change.UnderWay);
        }

        if (all.Changed > 0) _signals.Notify();
        return all;
    }

    private async ValueTask<QueueChange> BounceAsync(NpgsqlConnection connection, long[] numbers, long[] messages, int state, string reason, CancellationToken end)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(end).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            List<long> finished = [];
            List<byte[]> recipients = [];
            List<long> owing = [];
            List<long> gone = [];
            int underWay = 0;
            using (NpgsqlBatch batch = connection.CreateBatch())
            {
                batch.Add(_operations.LockMessages).With(messages);
                batch.Add(_operations.LockForBounce).With(numbers).With(state);
                NpgsqlDataReader reader = await batch.ExecuteReaderAsync(end).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    await reader.NextResultAsync(end).ConfigureAwait(false);
                    while (await reader.ReadAsync(end).ConfigureAwait(false))
                    {
                        if (reader.GetInt32(1) == (int)DeliveryState.UnderWay) underWay++;
                        else if (GivenUp(reader, reason) is { IsEmpty: false } owed)
                        {
                            finished.Add(reader.GetInt64(0));
                            recipients.Add(QueueCodec.EncodeRecipients(owed));
                            owing.Add(reader.GetInt64(5));
                        }
                        else gone.Add(reader.GetInt64(0));
                    }
                }
            }

            using NpgsqlBatch changes = connection.CreateBatch();
            if (finished.Count > 0) changes.Add(_operations.Finish).With(finished).With(recipients);
            if (gone.Count > 0) changes.Add(_statements.RemoveDeliveries).With(gone);
            if (owing.Count > 0) changes.Add(_statements.OweNotices).With(owing).WithTime(TimeSpan.Zero);
            changes.Add(_statements.RemoveMessages).With(messages);
            _signals.AddTo(changes);
            await changes.ExecuteNonQueryAsync(end).ConfigureAwait(false);
            await transaction.CommitAsync(end).ConfigureAwait(false);
            return new QueueChange(finished.Count + gone.Count, underWay);
        }
    }

    // What cannot be read names no sender who could be told.
    private static ImmutableArray<QueuedRecipient> GivenUp(NpgsqlDataReader reader, string reason)
    {
        try
        {
            MailCommand mail = QueueCodec.DecodeFacts(reader.GetFieldValue<byte[]>(3)).Mail;
            ImmutableArray<QueuedRecipient> recipients = QueueCodec.DecodeRecipients(reader.GetFieldValue<byte[]>(2));
            return DeliveryRules.Remaining([.. recipients.Select(recipient => GivenUp(mail, recipient, reason, reader.GetFieldValue<DateTimeOffset>(4)))]);
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    private static QueuedRecipient GivenUp(MailCommand mail, QueuedRecipient recipient, string reason, DateTimeOffset now)
    {
        if (recipient.IsDone) return recipient;
        var outcome = new RecipientOutcome { Kind = RecipientOutcomeKind.Failed, Status = new EnhancedStatus(5, 0, 0), Text = reason, At = now };
        return recipient with { Last = outcome, Notice = NoticeRules.Owed(mail, recipient.Command, outcome, isDelayDue: false) };
    }
}
