using Microsoft.Extensions.Logging;
using Npgsql;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>
/// Sees to it that nothing waits because the database's clock was set back: what was to wait minutes from then on must not wait days now, and no message is younger than the present.
/// Holds and suspensions keep their ends, which operators have set and see. Thread-safe.
/// </summary>
internal sealed class PostgresClock(string schema, ILogger logger)
{
    // A write that is committed, which also shows that the database takes any.
    private readonly string _note = $"UPDATE {schema}.version SET probed_at = now() WHERE probed_at <= now() + interval '10 minutes'";

    private readonly string _lock = $"SELECT probed_at - now() FROM {schema}.version FOR UPDATE";

    // $1: by how much the clock was set back. A lease that a node took since then keeps its end.
    private readonly string _deliveries = $"""
        UPDATE {schema}.delivery SET accepted_at = LEAST(accepted_at, now()), asked_at = LEAST(asked_at, now()), due_at = CASE
            WHEN state = 0 AND due_at > now() THEN GREATEST(now(), due_at - $1)
            WHEN state = 1 AND due_at > now() + $1 THEN due_at - $1
            ELSE due_at END
        WHERE due_at > now() OR accepted_at > now()
        """;

    private readonly string _messages = $"""
        UPDATE {schema}.message SET accepted_at = LEAST(accepted_at, now()),
            notice_at = CASE WHEN notice_at > now() THEN GREATEST(now(), notice_at - $1) ELSE notice_at END,
            notice_until = CASE WHEN notice_until > now() + $1 THEN notice_until - $1 ELSE notice_until END
        WHERE accepted_at > now() OR notice_at > now() OR notice_until > now()
        """;

    private readonly string _reset = $"UPDATE {schema}.version SET probed_at = now()";

    /// <summary>Notes the present moment in the database.</summary>
    /// <returns>Whether the clock was set back since the last time, and what waits was brought back with it.</returns>
    public async ValueTask<bool> CheckAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using (NpgsqlCommand note = new(_note, connection))
        {
            if (await note.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0) return false;
        }

        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            using NpgsqlCommand question = new(_lock, connection);
            TimeSpan ahead = (TimeSpan)(await question.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
            if (ahead > TimeSpan.Zero)
            {
                using NpgsqlBatch changes = connection.CreateBatch();
                changes.Add(_deliveries).WithTime(ahead);
                changes.Add(_messages).WithTime(ahead);
                changes.Add(_reset);
                await changes.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            if (ahead > TimeSpan.Zero) logger.ClockSetBack(ahead);
            return true;
        }
    }
}
