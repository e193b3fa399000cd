namespace Submission.Gateway.Queue.Postgres;

/// <summary>
/// The statements behind operators' commands, for one schema. $1 is what is meant: deliveries, or a destination. Of deliveries, which were found a while ago, $2 is the state that
/// is meant, or -1 for any. Immutable and thread-safe.
/// </summary>
internal sealed class PostgresOperations(string schema)
{
    private const string Meant = $"d.number = ANY($1) AND ($2 < 0 OR {PostgresRows.State} = $2)";

    /// <summary>Those that are under way are noted as asked for.</summary>
    public string Retry { get; } = $"""
        WITH meant AS (SELECT {PostgresRows.State} AS state FROM {schema}.delivery d WHERE {Meant}),
        changed AS (
            UPDATE {schema}.delivery d SET asked_at = now(), due_at = CASE d.state WHEN 0 THEN LEAST(d.due_at, now()) ELSE d.due_at END
            WHERE {Meant} AND d.state IN (0, 1))
        SELECT count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1) FROM meant
        """;

    /// <summary>Makes those that wait due, though nobody has asked for them.</summary>
    public string MakeDue { get; } = $"""
        WITH changed AS (UPDATE {schema}.delivery d SET due_at = now() WHERE {Meant} AND d.state = 0 AND d.due_at > now() RETURNING d.number)
        SELECT count(*), 0::bigint FROM changed
        """;

    /// <summary>$3: the reason; $4: for how long. One that is under way keeps both until its attempt ends; the claim of one whose lease has run out is ended.</summary>
    public string Hold { get; } = $"""
        WITH changed AS (
            UPDATE {schema}.delivery d SET hold_reason = $3, held_until = now() + $4,
                state = CASE {PostgresRows.State} WHEN 1 THEN 1 ELSE 2 END,
                due_at = CASE {PostgresRows.State} WHEN 1 THEN d.due_at ELSE now() + $4 END,
                token = CASE {PostgresRows.State} WHEN 1 THEN d.token END
            WHERE {Meant} AND d.state IN (0, 1, 2) RETURNING d.state)
        SELECT count(*) FILTER (WHERE state = 2), count(*) FILTER (WHERE state = 1) FROM changed
        """;

    /// <summary>One that is under way, and was to be held, is no longer.</summary>
    public string Release { get; } = $"""
        WITH changed AS (
            UPDATE {schema}.delivery d SET hold_reason = NULL, held_until = NULL,
                state = CASE d.state WHEN 2 THEN 0 ELSE d.state END,
                due_at = CASE d.state WHEN 2 THEN now() ELSE d.due_at END,
                asked_at = CASE d.state WHEN 2 THEN now() ELSE d.asked_at END
            WHERE {Meant} AND d.state IN (1, 2) RETURNING d.state)
        SELECT count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1) FROM changed
        """;

    /// <summary>$1: messages, of which some may be named twice.</summary>
    public string LockMessages { get; } = $"SELECT number FROM {schema}.message WHERE number = ANY($1) ORDER BY number FOR UPDATE";

    /// <summary>Those that a node is just about to end, or to claim, are passed over: they are under way.</summary>
    public string Drop { get; } = $"""
        WITH meant AS MATERIALIZED (SELECT d.number FROM {schema}.delivery d WHERE {Meant} AND {PostgresRows.State} <> 1 ORDER BY d.number FOR UPDATE SKIP LOCKED),
        gone AS (DELETE FROM {schema}.delivery d USING meant WHERE d.number = meant.number RETURNING d.number)
        SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM {schema}.delivery d WHERE {Meant} AND {PostgresRows.State} = 1)
        """;

    /// <summary>Those that are finished are left alone, and those that a node is just about to end or to claim.</summary>
    public string LockForBounce { get; } = $"""
        SELECT d.number, {PostgresRows.State}, d.recipients, m.facts, now(), d.message
        FROM {schema}.delivery d JOIN {schema}.message m ON m.number = d.message WHERE {Meant} AND d.state <> 3 ORDER BY d.number FOR UPDATE OF d SKIP LOCKED
        """;

    /// <summary>$2: the recipients. They are done with; notices are owed.</summary>
    public string Finish { get; } = $"""
        UPDATE {schema}.delivery d SET recipients = one.recipients, state = 3, owes = true, due_at = NULL, hold_reason = NULL, held_until = NULL
        FROM unnest($1::bigint[], $2::bytea[]) AS one (number, recipients) WHERE d.number = one.number
        """;

    /// <summary>$2: the reason; $3: for how long. Tells whether there was a suspension before.</summary>
    public string Suspend { get; } = $"""
        WITH known AS (SELECT destination FROM {schema}.suspension WHERE destination = $1)
        INSERT INTO {schema}.suspension (destination, reason, since, until) VALUES ($1, $2, now(), now() + $3)
        ON CONFLICT (destination) DO UPDATE SET reason = excluded.reason, until = excluded.until, since = excluded.since
        RETURNING EXISTS (SELECT FROM known)
        """;

    /// <summary>Tells whether it was suspended.</summary>
    public string Resume { get; } = $"""
        WITH gone AS (DELETE FROM {schema}.suspension WHERE destination = $1 RETURNING until)
        SELECT EXISTS (SELECT FROM gone WHERE until IS NULL OR until > now())
        """;

    public string Suspensions { get; } = $"SELECT destination, reason, since, until FROM {schema}.suspension WHERE until IS NULL OR until > now() ORDER BY destination";

    /// <summary>Without values: messages, and deliveries by state.</summary>
    public string Count { get; } = $"""
        SELECT (SELECT count(*) FROM {schema}.message), count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE state = 2)
        FROM (SELECT {PostgresRows.State} AS state FROM {schema}.delivery d) AS one
        """;

    /// <summary>$1: how many destinations.</summary>
    public string CountDestinations { get; } = $"""
        SELECT d.destination, count(*) AS deliveries, now() - min(d.accepted_at), min(d.due_at) FILTER (WHERE {PostgresRows.State} = 0) - now()
        FROM {schema}.delivery d GROUP BY d.destination ORDER BY deliveries DESC, d.destination LIMIT $1
        """;
}
