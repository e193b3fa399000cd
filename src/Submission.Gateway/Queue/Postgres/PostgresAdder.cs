using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>Stores new messages. Those that wait at the same time share a transaction, and so a write to the disk; big ones have one of their own. Thread-safe.</summary>
internal sealed class PostgresAdder : IAsyncDisposable
{
    private const int Workers = 3;
    private const int MostMessages = 128;
    private const int MostOctets = 4 * 1024 * 1024;

    private readonly PostgresDatabase _database;
    private readonly PostgresInsertion _insertion;
    private readonly ILogger _logger;
    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>();
    private readonly SemaphoreSlim _big = new(6);
    private readonly Task _work;

    public PostgresAdder(PostgresDatabase database, PostgresInsertion insertion, ILogger logger)
    {
        (_database, _insertion, _logger) = (database, insertion, logger);
        _work = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync)));
    }

    public async ValueTask<QueueAddition> AddAsync(NewMessage message, CancellationToken cancellationToken)
    {
        if (IsLost) return QueueAddition.NotStored(QueueAdditionOutcome.Unavailable);
        PostgresNewMessage row = await PostgresNewMessage.ReadAsync(message, cancellationToken).ConfigureAwait(false);
        QueueAdditionOutcome outcome;
        if (row.Content is null) outcome = await AddBigAsync(row, cancellationToken).ConfigureAwait(false);
        else
        {
            var waiting = new Waiting(row, new TaskCompletionSource<QueueAdditionOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
            if (!_waiting.Writer.TryWrite(waiting)) return QueueAddition.NotStored(QueueAdditionOutcome.Unavailable);
            outcome = await waiting.Answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return outcome == QueueAdditionOutcome.Stored ? row.Addition() : QueueAddition.NotStored(outcome);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _work.ConfigureAwait(false);
        _big.Dispose();
    }

    // No client waits for a database that is known not to answer; it is tried again elsewhere. One that is full has its word, lest a single big message closes the door for all.
    private bool IsLost => !_database.Health.IsHealthy && !_database.IsFull;

    private async Task WorkAsync()
    {
        List<Waiting> group = new(MostMessages);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            for (long octets = 0; group.Count < MostMessages && octets < MostOctets && _waiting.Reader.TryRead(out Waiting waiting); octets += waiting.Row.Content!.Length) group.Add(waiting);
            if (group.Count > 0) await AddGroupAsync(group).ConfigureAwait(false);
        }
    }

    private async ValueTask AddGroupAsync(List<Waiting> group)
    {
        (QueueAdditionOutcome outcome, bool isOwnFault) = await TryAsync(group.ConvertAll(static one => one.Row)).ConfigureAwait(false);
        foreach (Waiting one in group)
        {
            // A message that the database refuses takes no other with it.
            if (isOwnFault && group.Count > 1) (outcome, _) = await TryAsync([one.Row]).ConfigureAwait(false);
            one.Answer.TrySetResult(outcome);
        }
    }

    private async ValueTask<(QueueAdditionOutcome Outcome, bool IsOwnFault)> TryAsync(List<PostgresNewMessage> rows)
    {
        if (IsLost) return (QueueAdditionOutcome.Unavailable, false);
        try
        {
            NpgsqlConnection connection = await _database.ConnectAsync(CancellationToken.None).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false)) await _insertion.InsertAsync(connection, rows, CancellationToken.None).ConfigureAwait(false);
            return (QueueAdditionOutcome.Stored, false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return Judge(error, rows);
        }
    }

    private async ValueTask<QueueAdditionOutcome> AddBigAsync(PostgresNewMessage row, CancellationToken cancellationToken)
    {
        await _big.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsLost) return QueueAdditionOutcome.Unavailable;
            NpgsqlConnection connection = await _database.ConnectAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await _insertion.InsertAsync(connection, [row], cancellationToken).ConfigureAwait(false);
                    await _insertion.InsertBodyAsync(connection, row, cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            return QueueAdditionOutcome.Stored;
        }
        catch (Exception error) when (PostgresDatabase.IsFailure(error, cancellationToken))
        {
            return Judge(error, [row]).Outcome;
        }
        finally
        {
            _big.Release();
        }
    }

    private (QueueAdditionOutcome Outcome, bool IsOwnFault) Judge(Exception error, List<PostgresNewMessage> rows)
    {
        // Classes 22 and 23: what was to be stored is at fault, an id that is already there for example, and not the database.
        if (error is PostgresException { SqlState: ['2', '2' or '3', ..] } refusal)
        {
            if (rows.Count == 1) _logger.NotStored(rows[0].Message.Id, refusal.MessageText);
            return (QueueAdditionOutcome.Unavailable, true);
        }

        if (error is PostgresException undone && PostgresDatabase.IsUndone(undone)) return (QueueAdditionOutcome.Unavailable, true);
        _database.Note(error);
        return (error is PostgresException { SqlState: PostgresErrorCodes.DiskFull } ? QueueAdditionOutcome.Full : QueueAdditionOutcome.Unavailable, false);
    }

    private readonly record struct Waiting(PostgresNewMessage Row, TaskCompletionSource<QueueAdditionOutcome> Answer);
}
