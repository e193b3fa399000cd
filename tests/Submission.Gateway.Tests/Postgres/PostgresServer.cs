using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Submission.Gateway.Queue.Postgres;

namespace Submission.Gateway.Tests.Postgres;

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}

/// <summary>The PostgreSQL that tests share, each with a schema of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static int s_schemas;

    internal PostgresPeer Peer { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Peer = await PostgresPeer.StartAsync();

    public ValueTask DisposeAsync() => Peer.DisposeAsync();

    internal static string NewSchema() => $"queue_{Interlocked.Increment(ref s_schemas)}";

    internal Task<PostgresMessageQueue> OpenAsync(string schema, TimeSpan? lease = null, TimeProvider? time = null) => OpenAsync(Peer, schema, lease, time);

    internal static Task<PostgresMessageQueue> OpenAsync(PostgresPeer peer, string schema, TimeSpan? lease = null, TimeProvider? time = null, ILogger? logger = null, TimeSpan? commandTimeout = null) =>
        PostgresMessageQueue.OpenAsync(
            new PostgresQueueOptions
            {
                ConnectionString = peer.ConnectionString + ";Password=hidden-secret",
                Schema = schema,
                LeaseForTests = lease,
                Time = time ?? TimeProvider.System,
                CommandTimeout = commandTimeout ?? TimeSpan.FromSeconds(60),
            },
            logger ?? NullLogger.Instance,
            TestContext.Current.CancellationToken);

    internal Task<object?> QueryAsync(string statement) => QueryAsync(Peer, statement);

    internal static async Task<object?> QueryAsync(PostgresPeer peer, string statement)
    {
        await using var connection = new NpgsqlConnection(peer.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Lets time pass for a queue: all its moments are moved into the past, for the database's clock cannot be set.</summary>
    internal Task AdvanceAsync(string schema, TimeSpan time) => QueryAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
        UPDATE {schema}.delivery SET accepted_at = accepted_at - i, due_at = due_at - i, asked_at = CASE state WHEN 1 THEN asked_at ELSE asked_at - i END, held_until = held_until - i FROM (SELECT interval '{time.TotalMilliseconds} milliseconds' AS i) AS t;
        UPDATE {schema}.message SET accepted_at = accepted_at - i, notice_at = notice_at - i, notice_until = notice_until - i FROM (SELECT interval '{time.TotalMilliseconds} milliseconds' AS i) AS t;
        UPDATE {schema}.suspension SET since = since - i, until = until - i FROM (SELECT interval '{time.TotalMilliseconds} milliseconds' AS i) AS t;
        """));
}
