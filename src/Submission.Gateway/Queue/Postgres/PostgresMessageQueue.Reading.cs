using Npgsql;

namespace Submission.Gateway.Queue.Postgres;

/// <content>What operators look at.</content>
public sealed partial class PostgresMessageQueue
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueuedDelivery>> ListAsync(QueueFilter filter, int maximum, long after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _database.RunAsync<IReadOnlyList<QueuedDelivery>>(
            async (connection, end) =>
            {
                using var command = new NpgsqlCommand { Connection = connection };
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = maximum });
                string materialized = PostgresFilter.IsNarrow(filter) ? "MATERIALIZED" : "NOT MATERIALIZED";
                command.CommandText = $"""
                    WITH meant AS {materialized} (
                        SELECT d.number FROM {_options.Schema}.delivery d WHERE d.number > $1 AND {PostgresFilter.Condition(filter, _options.Schema, command.Parameters)}),
                    page AS MATERIALIZED (SELECT number FROM meant ORDER BY number LIMIT $2)
                    SELECT {PostgresRows.MessageColumns}, {PostgresRows.DeliveryColumns}
                    FROM page JOIN {_options.Schema}.delivery d ON d.number = page.number JOIN {_options.Schema}.message m ON m.number = d.message ORDER BY d.number
                    """;
                NpgsqlDataReader reader = await command.ExecuteReaderAsync(end).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false)) return await PostgresRows.ReadAsync(reader, isClaim: false, damaged: null, end).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<QueueStatistics> CountAsync(int destinations, CancellationToken cancellationToken) => _database.RunAsync(
        async (connection, end) =>
        {
            using NpgsqlBatch batch = connection.CreateBatch();
            // Counting is the one thing that reads whole tables.
            batch.Add("SELECT set_config('enable_seqscan', 'on', true)");
            batch.Add(_operations.Count);
            batch.Add(_operations.CountDestinations).With(destinations);
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(end).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                List<DestinationStatistics> most = [];
                await reader.NextResultAsync(end).ConfigureAwait(false);
                await reader.ReadAsync(end).ConfigureAwait(false);
                (long messages, long waiting, long underWay, long held) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
                await reader.NextResultAsync(end).ConfigureAwait(false);
                while (await reader.ReadAsync(end).ConfigureAwait(false))
                {
                    TimeSpan? next = reader.IsDBNull(3) ? null : NotNegative(reader.GetTimeSpan(3));
                    most.Add(new DestinationStatistics(reader.GetString(0), reader.GetInt64(1), NotNegative(reader.GetTimeSpan(2)), next));
                }

                return new QueueStatistics { Messages = messages, Waiting = waiting, UnderWay = underWay, Held = held, Destinations = most };
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DestinationSuspension>> SuspensionsAsync(CancellationToken cancellationToken) => _database.RunAsync<IReadOnlyList<DestinationSuspension>>(
        async (connection, end) =>
        {
            using NpgsqlBatch batch = connection.CreateBatch();
            batch.Add(_operations.Suspensions);
            List<DestinationSuspension> suspensions = [];
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(end).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(end).ConfigureAwait(false))
                {
                    suspensions.Add(new DestinationSuspension(
                        reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3)));
                }
            }

            return suspensions;
        },
        cancellationToken);

    private static TimeSpan NotNegative(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
