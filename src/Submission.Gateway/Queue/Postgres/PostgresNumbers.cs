using Npgsql;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>Gives out keys from blocks of the database's sequence, so that rows that belong together go to the database in one piece. Thread-safe.</summary>
internal sealed class PostgresNumbers(string schema) : IDisposable
{
    /// <summary>How many keys the database gives at once; those that a node has left when it ends are never used.</summary>
    public const int Block = 4096;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly string _statement = $"SELECT nextval('{schema}.numbers')";
    private long _next;
    private long _end;

    /// <summary>Takes keys that rise, greater than all taken before.</summary>
    public async ValueTask TakeAsync(NpgsqlConnection connection, Memory<long> keys, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (int i = 0; i < keys.Length; i++)
            {
                if (_next == _end)
                {
                    using var command = new NpgsqlCommand(_statement, connection);
                    _next = (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
                    _end = _next + Block;
                }

                keys.Span[i] = _next++;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
