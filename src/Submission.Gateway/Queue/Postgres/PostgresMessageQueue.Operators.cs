using Npgsql;

namespace Submission.Gateway.Queue.Postgres;

/// <content>Operators' commands. They find what is meant once and change it in pieces, each a transaction of its own, so that none keeps the nodes waiting.</content>
public sealed partial class PostgresMessageQueue
{
    private const int PieceLength = 5000;

    /// <inheritdoc/>
    public ValueTask<QueueChange> RetryAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        ChangeAsync(filter, (batch, numbers, _) => batch.Add(_operations.Retry).With(numbers).With(State(filter)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<QueueChange> HoldAsync(QueueFilter filter, string reason, TimeSpan? duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return ChangeAsync(filter, (batch, numbers, _) => batch.Add(_operations.Hold).With(numbers).With(State(filter)).WithText(reason).WithTime(duration), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<QueueChange> ReleaseAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        ChangeAsync(filter, (batch, numbers, _) => batch.Add(_operations.Release).With(numbers).With(State(filter)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<QueueChange> DropAsync(QueueFilter filter, CancellationToken cancellationToken) => ChangeAsync(
        filter,
        (batch, numbers, messages) =>
        {
            batch.Add(_operations.LockMessages).With(messages);
            batch.Add(_operations.Drop).With(numbers).With(State(filter));
            batch.Add(_statements.RemoveMessages).With(messages);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask SuspendAsync(string destination, string reason, TimeSpan? duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(reason);
        bool wasKnown = await _database.RunAsync(
            async (connection, end) =>
            {
                using NpgsqlBatch batch = connection.CreateBatch();
                batch.Add(_operations.Suspend).WithText(destination).WithText(reason).WithTime(duration);
                _signals.AddTo(batch);
                return await batch.ExecuteScalarAsync(end).ConfigureAwait(false) is true;
            },
            cancellationToken).ConfigureAwait(false);
        // What was put off until the end that the suspension had before.
        if (wasKnown)
            await ChangeAsync(new QueueFilter { Destination = destination }, (batch, numbers, _) => batch.Add(_operations.MakeDue).With(numbers).With(-1), cancellationToken).ConfigureAwait(false);
        _signals.Notify();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ResumeAsync(string destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        bool wasSuspended = await _database.RunAsync(
            async (connection, end) =>
            {
                using NpgsqlBatch batch = connection.CreateBatch();
                batch.Add(_operations.Resume).WithText(destination);
                _signals.AddTo(batch);
                return await batch.ExecuteScalarAsync(end).ConfigureAwait(false) is true;
            },
            cancellationToken).ConfigureAwait(false);
        if (wasSuspended) await RetryAsync(new QueueFilter { Destination = destination }, cancellationToken).ConfigureAwait(false);
        _signals.Notify();
        return wasSuspended;
    }

    private static int State(QueueFilter filter) => (int?)filter.State ?? -1;

    private async ValueTask<QueueChange> ChangeAsync(QueueFilter filter, Action<NpgsqlBatch, long[], long[]> addTo, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        (long[] numbers, long[] messages) = await _database.RunAsync((connection, end) => FindAsync(connection, filter, end), cancellationToken).ConfigureAwait(false);
        QueueChange all = default;
        for (int at = 0; at < numbers.Length; at += PieceLength)
        {
            Range piece = at..Math.Min(at + PieceLength, numbers.Length);
            QueueChange change = await _database.RunAsync(
                (connection, end) => ChangeAsync(connection, numbers[piece], messages[piece], addTo, end), cancellationToken).ConfigureAwait(false);
            all = new QueueChange(all.Changed + change.Changed, all.UnderWay + change.UnderWay);
        }

        if (all.Changed > 0) _signals.Notify();
        return all;
    }

    private async ValueTask<QueueChange> ChangeAsync(NpgsqlConnection connection, long[] numbers, long[] messages, Action<NpgsqlBatch, long[], long[]> addTo, CancellationToken end)
    {
        QueueChange change = default;
        using NpgsqlBatch batch = connection.CreateBatch();
        addTo(batch, numbers, messages);
        _signals.AddTo(batch);
        NpgsqlDataReader reader = await batch.ExecuteReaderAsync(end).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            do
            {
                // The result of the change has two columns; others have one.
                while (await reader.ReadAsync(end).ConfigureAwait(false))
                {
                    if (reader.FieldCount == 2) change = new QueueChange((int)reader.GetInt64(0), (int)reader.GetInt64(1));
                }
            }
            while (await reader.NextResultAsync(end).ConfigureAwait(false));
        }

        return change;
    }

    private async ValueTask<(long[] Numbers, long[] Messages)> FindAsync(NpgsqlConnection connection, QueueFilter filter, CancellationToken end)
    {
        using var command = new NpgsqlCommand { Connection = connection };
        command.CommandText = $"SELECT d.number, d.message FROM {_options.Schema}.delivery d WHERE {PostgresFilter.Condition(filter, _options.Schema, command.Parameters)} ORDER BY d.number";
        List<long> numbers = [];
        List<long> messages = [];
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(end).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(end).ConfigureAwait(false))
            {
                numbers.Add(reader.GetInt64(0));
                messages.Add(reader.GetInt64(1));
            }
        }

        return ([.. numbers], [.. messages]);
    }
}
