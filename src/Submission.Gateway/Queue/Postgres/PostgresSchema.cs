using Npgsql;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>Makes the queue's tables and brings older ones up to date, one node at a time.</summary>
internal static class PostgresSchema
{
    /// <summary>The version that this program knows.</summary>
    public const int Version = 1;

    // "submission", as a number; the same for all schemas, for it is held for moments only.
    private const long Lock = 0x7375626D69737369;

    /// <exception cref="QueueUnavailableException">The tables are of a newer program.</exception>
    public static async Task PrepareAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellationToken).ConfigureAwait(false);
            // Not "IF NOT EXISTS", which wants the right to create one even where it is there.
            if (await ExecuteAsync(connection, $"SELECT 1 FROM pg_namespace WHERE nspname = '{schema}'", cancellationToken).ConfigureAwait(false) is null)
                await ExecuteAsync(connection, $"CREATE SCHEMA {schema}", cancellationToken).ConfigureAwait(false);
            int version = await ExecuteAsync(connection, $"SELECT to_regclass('{schema}.version')::text", cancellationToken).ConfigureAwait(false) is null or DBNull
                ? 0
                : (int)(await ExecuteAsync(connection, $"SELECT number FROM {schema}.version", cancellationToken).ConfigureAwait(false) ?? 0);
            if (version > Version)
            {
                throw new QueueUnavailableException(
                    $"The queue in the schema {schema} has version {version}, and this program knows versions up to {Version}: a newer program has made it. Start that one, or name another schema.");
            }

            if (version < 1) await ExecuteAsync(connection, First(schema), cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // No foreign keys: each statement that removes the last of something removes what hangs on it, and checking each row of each message costs more than it tells.
    // due_at is when something can be done with a delivery: the next attempt of one that waits, the end of the lease of one under way, the end of the hold of one that is held.
    // Bodies are mail, seldom worth compressing, and never twice.
    private static string First(string schema) => $"""
        CREATE TABLE {schema}.version (number integer NOT NULL, probed_at timestamptz NOT NULL DEFAULT now());
        INSERT INTO {schema}.version VALUES ({Version});
        CREATE TABLE {schema}.probe (content bytea NOT NULL);
        ALTER TABLE {schema}.probe ALTER COLUMN content SET STORAGE EXTERNAL;
        CREATE SEQUENCE {schema}.numbers INCREMENT BY {PostgresNumbers.Block};
        CREATE SEQUENCE {schema}.tokens;
        CREATE TABLE {schema}.message (
            number bigint PRIMARY KEY,
            id text COLLATE "C" NOT NULL UNIQUE,
            sender text COLLATE "C" NOT NULL,
            account text COLLATE "C",
            facts bytea NOT NULL,
            prefix bytea NOT NULL,
            size bigint NOT NULL,
            digest bytea NOT NULL,
            deliveries integer NOT NULL,
            accepted_at timestamptz NOT NULL DEFAULT now(),
            notice_at timestamptz,
            notice_until timestamptz,
            notice_token bigint);
        CREATE INDEX message_sender ON {schema}.message (sender);
        CREATE INDEX message_account ON {schema}.message (account) WHERE account IS NOT NULL;
        CREATE INDEX message_notice ON {schema}.message (notice_at) WHERE notice_at IS NOT NULL;
        CREATE TABLE {schema}.body (
            message bigint NOT NULL,
            part integer NOT NULL,
            content bytea NOT NULL,
            PRIMARY KEY (message, part));
        ALTER TABLE {schema}.body ALTER COLUMN content SET STORAGE EXTERNAL;
        CREATE TABLE {schema}.delivery (
            number bigint PRIMARY KEY,
            message bigint NOT NULL,
            destination text COLLATE "C" NOT NULL,
            state smallint NOT NULL,
            due_at timestamptz,
            accepted_at timestamptz NOT NULL DEFAULT now(),
            attempts integer NOT NULL DEFAULT 0,
            token bigint,
            node text,
            owes boolean NOT NULL DEFAULT false,
            hold_reason text,
            held_until timestamptz,
            asked_at timestamptz,
            recipients bytea NOT NULL);
        CREATE INDEX delivery_due ON {schema}.delivery (destination, due_at);
        CREATE INDEX delivery_message ON {schema}.delivery (message);
        CREATE TABLE {schema}.suspension (
            destination text COLLATE "C" PRIMARY KEY,
            reason text NOT NULL,
            since timestamptz NOT NULL,
            until timestamptz);
        ALTER TABLE {schema}.message SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
        ALTER TABLE {schema}.delivery SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
        ALTER TABLE {schema}.body SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
        """;

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
