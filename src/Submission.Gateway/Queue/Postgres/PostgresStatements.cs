namespace Submission.Gateway.Queue.Postgres;

/// <summary>The statements on deliveries and notices, for one schema. Immutable and thread-safe.</summary>
internal sealed class PostgresStatements(string schema)
{
    private const string Suspended = "(s.until IS NULL OR s.until > now())";

    /// <summary>
    /// Finds what is due: jumps in the index from each destination to the next, so that it costs a step for each destination and not for each delivery. $1: how many.
    /// A destination of which something is due may have more that becomes due later, which counts as well. Those that are suspended come in a list of their own.
    /// </summary>
    public string FindDue { get; } = $"""
        WITH RECURSIVE first AS (
            (SELECT d.destination, d.due_at FROM {schema}.delivery d ORDER BY d.destination, d.due_at LIMIT 1)
            UNION ALL
            SELECT next.destination, next.due_at FROM first CROSS JOIN LATERAL (
                SELECT d.destination, d.due_at FROM {schema}.delivery d WHERE d.destination > first.destination ORDER BY d.destination, d.due_at LIMIT 1) AS next),
        found AS (
            SELECT first.destination, first.due_at, (SELECT coalesce(s.until, 'infinity') FROM {schema}.suspension s WHERE s.destination = first.destination AND {Suspended}) AS until
            FROM first WHERE first.due_at IS NOT NULL)
        SELECT
            (SELECT array_agg(due.destination ORDER BY due.due_at, due.destination) FROM (
                SELECT * FROM found WHERE due_at <= now() AND until IS NULL ORDER BY due_at, destination LIMIT $1) AS due),
            LEAST(
                (SELECT min(due_at) FROM found WHERE due_at > now()),
                (SELECT min(later.due_at) FROM found CROSS JOIN LATERAL (
                    SELECT d.due_at FROM {schema}.delivery d WHERE d.destination = found.destination AND d.due_at > now() ORDER BY d.due_at LIMIT 1) AS later
                 WHERE found.due_at <= now()),
                (SELECT min(until) FROM found WHERE until < 'infinity'),
                (SELECT min(GREATEST(notice_at, notice_until)) FROM {schema}.message WHERE notice_at IS NOT NULL AND GREATEST(notice_at, notice_until) > now())) - now(),
            EXISTS (SELECT FROM {schema}.message m WHERE {AreTellable} AND {Owes(schema)}),
            (SELECT array_agg(waiting.destination) FROM (SELECT destination FROM found WHERE due_at <= now() AND until IS NOT NULL LIMIT $1) AS waiting)
        """;

    /// <summary>
    /// Claims deliveries. $1: the destination; $2: how many; $3: the lease; $4: the node. Those that others are about to claim are passed over. A claim that is taken over from a node that
    /// died counts its attempt; where an operator had meanwhile asked to hold the delivery, it is held instead.
    /// </summary>
    public string Claim { get; } = ClaimOf(schema, "NOT EXISTS");

    /// <summary>Claims deliveries of a destination that is suspended; the values are those of <see cref="Claim"/>.</summary>
    public string ClaimSuspended { get; } = ClaimOf(schema, "EXISTS");

    /// <summary>$1: the delivery; $2: the token; $3: the lease.</summary>
    public string Renew { get; } = $"UPDATE {schema}.delivery SET due_at = now() + $3 WHERE number = $1 AND token = $2 AND state = 1";

    /// <summary>$1: messages. Whoever changes what a message consists of, and not only one delivery, takes its row first, so that the last delivery is the last for all.</summary>
    public string LockMessages { get; } = $"SELECT number FROM {schema}.message WHERE number = ANY($1) ORDER BY number FOR UPDATE";

    /// <summary>$1: deliveries; $2: their tokens, of which each belongs to one. Those whose claims have ended stay.</summary>
    public string Remove { get; } = $"DELETE FROM {schema}.delivery WHERE number = ANY($1) AND token = ANY($2) AND state = 1 RETURNING number";

    /// <summary>$1: messages; those without deliveries go, with their bodies.</summary>
    public string RemoveMessages { get; } = $"""
        WITH gone AS (
            DELETE FROM {schema}.message m WHERE m.number = ANY($1) AND NOT EXISTS (SELECT FROM {schema}.delivery d WHERE d.message = m.number) RETURNING m.number)
        DELETE FROM {schema}.body b USING gone WHERE b.message = gone.number
        """;

    /// <summary>
    /// $1: the delivery; $2: the token; $3: the recipients; $4: attempts to add; $5: whether notices are owed; $6: whether all are done with; $7: after how long it is due;
    /// $8: when it was asked for, as the claim has it. One that was asked for since, and was not tried, is due at once.
    /// </summary>
    public string PutBack { get; } = $"""
        UPDATE {schema}.delivery d SET recipients = $3, attempts = d.attempts + $4, owes = $5, token = NULL, node = NULL,
            state = CASE WHEN $6 THEN 3 WHEN {IsToBeHeld} THEN 2 ELSE 0 END,
            due_at = CASE WHEN $6 THEN NULL WHEN {IsToBeHeld} THEN d.held_until WHEN {IsAskedAgain} THEN now() ELSE now() + $7 END,
            asked_at = CASE $4 WHEN 0 THEN d.asked_at END,
            hold_reason = CASE WHEN NOT $6 AND {IsToBeHeld} THEN d.hold_reason END,
            held_until = CASE WHEN NOT $6 AND {IsToBeHeld} THEN d.held_until END
        WHERE d.number = $1 AND d.token = $2 AND d.state = 1
        """;

    /// <summary>$1: messages; $2: after how long their notices are due. Only where some are owed.</summary>
    public string OweNotices { get; } = $"""
        UPDATE {schema}.message m SET notice_at = LEAST(m.notice_at, now() + $2)
        WHERE m.number = ANY($1) AND EXISTS (SELECT FROM {schema}.delivery d WHERE d.message = m.number AND d.owes)
        """;

    /// <summary>$1: the lease. A delivery that is under way tells of its notices when it ends.</summary>
    public string ClaimNotices { get; } = $"""
        WITH due AS MATERIALIZED (
            SELECT m.number FROM {schema}.message m WHERE {AreTellable} AND {Owes(schema)}
            ORDER BY m.notice_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        UPDATE {schema}.message m SET notice_until = now() + $1, notice_token = nextval('{schema}.tokens') FROM due WHERE m.number = due.number
        RETURNING m.number, m.notice_token
        """;

    /// <summary>$1: the message.</summary>
    public string ReadNotices { get; } = $"""
        SELECT {PostgresRows.MessageColumns}, {PostgresRows.DeliveryColumns}
        FROM {schema}.delivery d JOIN {schema}.message m ON m.number = d.message WHERE d.message = $1 AND d.owes AND d.state <> 1 ORDER BY d.number
        """;

    /// <summary>$1: the message; $2: the token.</summary>
    public string HoldsNotices { get; } = $"SELECT 1 FROM {schema}.message WHERE number = $1 AND notice_token = $2 FOR UPDATE";

    /// <summary>$1: deliveries.</summary>
    public string LockDeliveries { get; } = $"SELECT number, message, state, recipients FROM {schema}.delivery WHERE number = ANY($1) ORDER BY number FOR UPDATE";

    /// <summary>$1: deliveries; $2: their recipients; $3: whether notices are owed.</summary>
    public string SetRecipients { get; } = $"""
        UPDATE {schema}.delivery d SET recipients = one.recipients, owes = one.owes
        FROM unnest($1::bigint[], $2::bytea[], $3::boolean[]) AS one (number, recipients, owes) WHERE d.number = one.number
        """;

    /// <summary>$1: deliveries.</summary>
    public string RemoveDeliveries { get; } = $"DELETE FROM {schema}.delivery WHERE number = ANY($1)";

    /// <summary>$1: the message; $2: the token. What became owed meanwhile is due at once.</summary>
    public string EndNotices { get; } = $"""
        UPDATE {schema}.message m SET notice_until = NULL, notice_token = NULL,
            notice_at = CASE WHEN EXISTS (SELECT FROM {schema}.delivery d WHERE d.message = m.number AND d.owes) THEN now() END
        WHERE m.number = $1 AND m.notice_token = $2
        """;

    private const string AreTellable = "m.notice_at <= now() AND (m.notice_until IS NULL OR m.notice_until <= now())";

    private const string IsToBeHeld = "(d.state = 1 AND d.hold_reason IS NOT NULL AND (d.held_until IS NULL OR d.held_until > now()))";

    private const string IsAskedAgain = "($4 = 0 AND d.asked_at IS DISTINCT FROM $8)";

    private static string Owes(string schema) => $"EXISTS (SELECT FROM {schema}.delivery d WHERE d.message = m.number AND d.owes AND d.state <> 1)";

    private static string ClaimOf(string schema, string suspended) => $"""
        WITH due AS MATERIALIZED (
            SELECT d.number, d.due_at FROM {schema}.delivery d
            WHERE d.destination = $1 AND d.due_at <= now() AND {suspended} (SELECT FROM {schema}.suspension s WHERE s.destination = $1 AND {Suspended})
            ORDER BY d.due_at, d.number LIMIT $2 FOR UPDATE SKIP LOCKED),
        claimed AS (
            UPDATE {schema}.delivery d SET
                attempts = d.attempts + CASE d.state WHEN 1 THEN 1 ELSE 0 END,
                state = CASE WHEN {IsToBeHeld} THEN 2 ELSE 1 END,
                due_at = CASE WHEN {IsToBeHeld} THEN d.held_until ELSE now() + $3 END,
                token = CASE WHEN {IsToBeHeld} THEN NULL ELSE nextval('{schema}.tokens') END,
                node = CASE WHEN {IsToBeHeld} THEN NULL ELSE $4 END,
                hold_reason = CASE WHEN {IsToBeHeld} THEN d.hold_reason END,
                held_until = CASE WHEN {IsToBeHeld} THEN d.held_until END
            FROM due WHERE d.number = due.number RETURNING d.*, due.due_at AS was_due_at)
        SELECT {PostgresRows.MessageColumns}, {PostgresRows.DeliveryColumns}
        FROM claimed d JOIN {schema}.message m ON m.number = d.message WHERE d.state = 1 ORDER BY d.was_due_at, d.number
        """;
}
