using System.Diagnostics;
using System.Security.Cryptography;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Postgres;
using Submission.Smtp.Content;

namespace Submission.Gateway.Tests.Postgres;

/// <summary>What only this queue does: its schema, bodies in parts, and word from node to node.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresQueueTests(PostgresServer server)
{
    private readonly string _schema = PostgresServer.NewSchema();

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_ManyNodesAtOnce_MakeOneSchema()
    {
        PostgresMessageQueue[] nodes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.OpenAsync(_schema)));
        Assert.Equal(1L, await server.QueryAsync($"SELECT count(*) FROM {_schema}.version"));
        foreach (PostgresMessageQueue node in nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task Open_SchemaOfANewerProgram_IsRefusedAndLeftAlone()
    {
        await (await server.OpenAsync(_schema)).DisposeAsync();
        await server.QueryAsync($"UPDATE {_schema}.version SET number = 99");
        QueueUnavailableException error = await Assert.ThrowsAsync<QueueUnavailableException>(() => server.OpenAsync(_schema));
        Assert.Contains("version 99", error.Message, StringComparison.Ordinal);
        Assert.Equal(99, await server.QueryAsync($"SELECT number FROM {_schema}.version"));
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=gateway;Password=hidden-secret", "out of reach")]
    [InlineData("Host=127.0.0.1;Bogus=hidden-secret", "cannot be read")]
    [InlineData("Port=hidden-secret", "cannot be read")]
    [InlineData("hidden-secret", "cannot be read")]
    [InlineData("", "empty")]
    public async Task Open_ConnectionThatCannotBeMade_SaysSoWithoutItsSecrets(string connection, string expected)
    {
        var options = new PostgresQueueOptions { ConnectionString = connection, Schema = _schema };
        Exception error = await Assert.ThrowsAsync<QueueUnavailableException>(() => PostgresMessageQueue.OpenAsync(options, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, End));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-secret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("x; DROP TABLE y")]
    [InlineData("")]
    public async Task Open_SchemaThatIsNoName_IsRefused(string schema) => await Assert.ThrowsAsync<QueueUnavailableException>(() => server.OpenAsync(schema));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(256 * 1024)]
    [InlineData((256 * 1024) + 1)]
    [InlineData(3_000_000)]
    public async Task Body_OfEachSize_ComesBackOctetForOctet(int size)
    {
        byte[] octets = RandomNumberGenerator.GetBytes(size);
        await using PostgresMessageQueue queue = await server.OpenAsync(_schema);
        await queue.AddAsync(Mail.To("eva@example.org") with { Body = MessageBody.FromMemory(octets), IsClaimed = true }, End);
        QueuedDelivery queued = Assert.Single(await queue.ListAsync(QueueFilter.All, 10, 0, End));
        using QueuedBody? body = await queue.OpenBodyAsync(queued.Message, End);
        Assert.Equal(octets, await Mail.ReadAsync(body!));
    }

    [Theory]
    [InlineData("UPDATE {0}.body SET content = set_byte(content, 1000, 255 - get_byte(content, 1000)) WHERE part = 1")]
    [InlineData("UPDATE {0}.body SET content = substr(content, 2) WHERE part = 1")]
    [InlineData("DELETE FROM {0}.body WHERE part = 1")]
    [InlineData("DELETE FROM {0}.body WHERE part = 2")]
    [InlineData("DELETE FROM {0}.body")]
    public async Task Q5_BodyThatIsDamaged_IsHeldAndOthersGoOn(string damage)
    {
        await using PostgresMessageQueue queue = await server.OpenAsync(_schema);
        await queue.AddAsync(Mail.To("eva@example.org") with { Body = MessageBody.FromMemory(new byte[600_000]) }, End);
        await server.QueryAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, damage, _schema));
        await queue.AddAsync(Mail.To("ota@example.org"), End);
        IReadOnlyList<QueuedDelivery> claims = await queue.ClaimAsync("example.org", 10, End);

        await Assert.ThrowsAsync<InvalidDataException>(async () => await queue.OpenBodyAsync(claims[0].Message, End));
        Assert.True(await queue.CompleteAsync(claims[0], Mail.Deferred(claims[0], TimeSpan.Zero), End));
        using (QueuedBody? other = await queue.OpenBodyAsync(claims[1].Message, End)) Assert.NotNull(other);
        Assert.True(await queue.CompleteAsync(claims[1], DeliveryResult.Done, End));
        QueuedDelivery held = Assert.Single(await queue.ListAsync(QueueFilter.All, 10, 0, End));
        Assert.Equal(DeliveryState.Held, held.State);
        Assert.Contains("body", held.HoldReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_AnotherNodeAddsOrReleases_EndsAtOnce()
    {
        await using PostgresMessageQueue first = await server.OpenAsync(_schema);
        await using PostgresMessageQueue second = await server.OpenAsync(_schema);
        await AwaitsAsync(() => second.AddAsync(Mail.To("eva@example.org"), End).AsTask());
        await AwaitsAsync(() => second.HoldAsync(QueueFilter.All, "Wait", null, End).AsTask());
        await AwaitsAsync(() => second.ReleaseAsync(QueueFilter.All, End).AsTask());
        await AwaitsAsync(() => second.RetryAsync(QueueFilter.All, End).AsTask());
        await AwaitsAsync(() => second.SuspendAsync("example.org", "Down", null, End).AsTask());
        await AwaitsAsync(() => second.ResumeAsync("example.org", End).AsTask());
        await AwaitsAsync(() => second.BounceAsync(QueueFilter.All, "No", End).AsTask());

        async Task AwaitsAsync(Func<Task> action)
        {
            await QuietAsync(first);
            Task wait = first.WaitAsync(TimeSpan.FromMinutes(5), End).AsTask();
            await action();
            await wait.WaitAsync(TimeSpan.FromSeconds(30), End);
        }
    }

    [Fact]
    public async Task Wait_ConnectionThatListensIsCut_GoesOnWithAnother()
    {
        await using PostgresMessageQueue first = await server.OpenAsync(_schema);
        await using PostgresMessageQueue second = await server.OpenAsync(_schema);
        await Mail.UntilAsync(async () => (long)(await server.QueryAsync(Listeners("count(*)")))! == 2, "both nodes listened");
        await server.QueryAsync(Listeners("pg_terminate_backend(pid, 30000)"));
        await Mail.UntilAsync(async () => (long)(await server.QueryAsync(Listeners("count(*)")))! == 2 && first.Health.IsHealthy && second.Health.IsHealthy, "both nodes listened again");
        await QuietAsync(first);
        Task wait = first.WaitAsync(TimeSpan.FromMinutes(5), End).AsTask();
        await second.AddAsync(Mail.To("eva@example.org"), End);
        await wait.WaitAsync(TimeSpan.FromSeconds(30), End);

        string Listeners(string what) => $"SELECT {what} FROM pg_stat_activity WHERE application_name = 'submission-gateway {_schema}'";
    }

    /// <summary>Waits until what was told before is over.</summary>
    private static async Task QuietAsync(PostgresMessageQueue queue)
    {
        TimeSpan waited;
        do
        {
            long begun = Stopwatch.GetTimestamp();
            await queue.WaitAsync(TimeSpan.FromMilliseconds(500), End);
            waited = Stopwatch.GetElapsedTime(begun);
        }
        while (waited < TimeSpan.FromMilliseconds(400));
    }
}
