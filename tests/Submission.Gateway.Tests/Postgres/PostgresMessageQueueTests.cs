using Submission.Gateway.Queue;
using Submission.Gateway.Tests.Queue;

namespace Submission.Gateway.Tests.Postgres;

/// <summary>The suite of every queue, on PostgreSQL.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresMessageQueueTests(PostgresServer server) : MessageQueueSuite
{
    private readonly string _schema = PostgresServer.NewSchema();
    private bool _isMade;

    protected override async Task<IMessageQueue> OpenAsync()
    {
        // A node that has died is followed when its leases are over.
        if (_isMade)
        {
            await server.QueryAsync($"""
                UPDATE {_schema}.delivery SET due_at = now() WHERE state = 1;
                UPDATE {_schema}.message SET notice_until = now() WHERE notice_until IS NOT NULL;
                """);
        }

        _isMade = true;
        return await server.OpenAsync(_schema);
    }

    protected override Task PassAsync(TimeSpan time) => server.AdvanceAsync(_schema, time);

    protected override Task CloseAsync() => server.QueryAsync($"DROP SCHEMA {_schema} CASCADE");
}
