using System.Threading.Channels;
using Npgsql;
using Submission.Gateway.Queue.Storage;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>Removes claimed deliveries that are done with, and with the last one the message. Those that wait at the same time share a transaction. Thread-safe.</summary>
internal sealed class PostgresRemover : IAsyncDisposable
{
    private const int Workers = 2;
    private const int MostDeliveries = 256;

    private readonly PostgresDatabase _database;
    private readonly PostgresStatements _statements;
    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>();
    private readonly Task _work;

    public PostgresRemover(PostgresDatabase database, PostgresStatements statements)
    {
        (_database, _statements) = (database, statements);
        _work = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync)));
    }

    /// <returns>Whether the claim still held.</returns>
    /// <exception cref="QueueUnavailableException">The database has failed.</exception>
    public async ValueTask<bool> RemoveAsync(QueuedDelivery claim, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(claim, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_waiting.Writer.TryWrite(waiting)) throw new QueueUnavailableException("The queue is closed.");
        return await waiting.Answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _work.ConfigureAwait(false);
    }

    private async Task WorkAsync()
    {
        List<Waiting> group = new(MostDeliveries);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            while (group.Count < MostDeliveries && _waiting.Reader.TryRead(out Waiting waiting)) group.Add(waiting);
            if (group.Count > 0) await RemoveAsync(group).ConfigureAwait(false);
        }
    }

    private async ValueTask RemoveAsync(List<Waiting> group)
    {
        try
        {
            HashSet<long> removed = await _database.RunAsync((connection, end) => RemoveAsync(connection, group, end), CancellationToken.None).ConfigureAwait(false);
            // Of two that end the same claim at once, the first has ended it.
            foreach (Waiting one in group) one.Answer.TrySetResult(removed.Remove(one.Claim.Number));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            foreach (Waiting one in group) one.Answer.TrySetException(error);
        }
    }

    private async ValueTask<HashSet<long>> RemoveAsync(NpgsqlConnection connection, List<Waiting> group, CancellationToken end)
    {
        List<long> shared = [];
        var (numbers, tokens, messages) = (new long[group.Count], new long[group.Count], new long[group.Count]);
        for (int i = 0; i < group.Count; i++)
        {
            QueuedDelivery claim = group[i].Claim;
            (numbers[i], tokens[i], messages[i]) = (claim.Number, claim.Token, claim.Message.Number);
            // Others may be at work on the same message: on its other deliveries, or on its notices.
            if (claim.Message.Deliveries > 1 || DeliveryRules.OweNotice(claim.Recipients)) shared.Add(claim.Message.Number);
        }

        using NpgsqlBatch batch = connection.CreateBatch();
        if (shared.Count > 0) batch.Add(_statements.LockMessages).With(shared);
        batch.Add(_statements.Remove).With(numbers).With(tokens);
        batch.Add(_statements.RemoveMessages).With(messages);
        HashSet<long> removed = [];
        NpgsqlDataReader reader = await batch.ExecuteReaderAsync(end).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (shared.Count > 0) await reader.NextResultAsync(end).ConfigureAwait(false);
            while (await reader.ReadAsync(end).ConfigureAwait(false)) removed.Add(reader.GetInt64(0));
            while (await reader.NextResultAsync(end).ConfigureAwait(false))
            {
            }
        }

        return removed;
    }

    private readonly record struct Waiting(QueuedDelivery Claim, TaskCompletionSource<bool> Answer);
}
