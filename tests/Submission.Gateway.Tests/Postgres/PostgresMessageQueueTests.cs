using Submission.Gateway.Queue;
using Submission.Gateway.Tests.Queue;

namespace Submission.Gateway.Tests.Postgres;

/// <summary>The suite of every queue, on PostgreSQL.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresMessageQueueTests(PostgresServer server) : MessageQueueSuite
{
    // Longer than the suite lets pass, for in a queue of one process a claim lasts as long as the process. What leases do has tests of its own.
    private static readonly TimeSpan LongLease = TimeSpan.FromHours(6);

    private readonly string _schema = PostgresServer.NewSchema();
    private bool _isMade;

    protected override async Task<IMessageQueue> OpenAsync()
    {
        // The claims of a node that has died are taken over when their leases are over, by whoever claims next (L2 has tests of its own). Until then operators see them under way, unlike in a
        // queue of one process, which knows at its start that nothing is; so they are put back here, as a claim would.
        if (_isMade)
        {
            await server.QueryAsync($"""
                UPDATE {_schema}.delivery SET
                    attempts = attempts + 1, token = NULL, node = NULL,
                    state = CASE WHEN hold_reason IS NULL THEN 0 ELSE 2 END,
                    due_at = CASE WHEN hold_reason IS NULL THEN now() ELSE held_until END
                WHERE state = 1;
                UPDATE {_schema}.message SET notice_until = now() WHERE notice_until IS NOT NULL;
                """);
        }

        _isMade = true;
        return await server.OpenAsync(_schema, LongLease);
    }

    protected override Task PassAsync(TimeSpan time) => server.AdvanceAsync(_schema, time);

    protected override Task CloseAsync() => server.QueryAsync($"DROP SCHEMA {_schema} CASCADE");
}
