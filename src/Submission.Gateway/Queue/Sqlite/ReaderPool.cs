namespace Submission.Gateway.Queue.Sqlite;

/// <summary>Connections that only read, so that no reading waits for the writer or makes it wait. Thread-safe.</summary>
internal sealed class ReaderPool(string path) : IDisposable
{
    private const int Kept = 4;

    private readonly Lock _gate = new();
    private readonly Stack<SqliteDatabase> _idle = new();
    private int _generation;
    private bool _isClosed;

    public T Read<T>(Func<SqliteDatabase, T> read)
    {
        (SqliteDatabase database, int generation) = Rent();
        bool isSound = false;
        try
        {
            database["BEGIN"].Run();
            T result = read(database);
            database["COMMIT"].Run();
            isSound = true;
            return result;
        }
        finally
        {
            Return(database, generation, isSound);
        }
    }

    /// <summary>Lets go of all connections: the database is about to be opened anew.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _generation++;
            while (_idle.TryPop(out SqliteDatabase? database)) database.Dispose();
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        Reset();
    }

    private (SqliteDatabase Database, int Generation) Rent()
    {
        int generation;
        lock (_gate)
        {
            if (_isClosed) throw new QueueUnavailableException("The queue is closed.");
            generation = _generation;
            if (_idle.TryPop(out SqliteDatabase? database)) return (database, generation);
        }

        return (SqliteDatabase.Open(path, isReadOnly: true, cacheKibibytes: 4096), generation);
    }

    private void Return(SqliteDatabase database, int generation, bool isSound)
    {
        lock (_gate)
        {
            if (isSound && generation == _generation && _idle.Count < Kept)
            {
                _idle.Push(database);
                return;
            }
        }

        database.Dispose();
    }
}
