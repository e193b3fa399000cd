using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>
/// Copies what is in the log into the database, on a thread and a connection of its own, so that the writer need not wait for it. While messages pour in the copying never gets to
/// the end of a log that grows; the writer is then asked for the short rest, after which the log begins anew.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    /// <summary>After how many pages in the log it is copied.</summary>
    private const int Wanted = 2000;

    private readonly string _path;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _request = new(false);
    private readonly Thread _thread;
    private volatile bool _isStopping;
    private volatile bool _isRestWanted;
    private int _pages;

    public Checkpointer(string path, ILogger logger)
    {
        (_path, _logger) = (path, logger);
        _thread = new Thread(Work) { IsBackground = true, Name = "queue checkpoint" };
        _thread.Start();
    }

    /// <summary>Notes what the writer has written; called by the writer between its transactions.</summary>
    public void AfterCommit(SqliteDatabase database)
    {
        if (_isRestWanted)
        {
            _isRestWanted = false;
            database.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
        }

        _pages += database.TakePagesWritten();
        if (_pages < Wanted) return;
        _pages = 0;
        _request.Set();
    }

    public void Dispose()
    {
        _isStopping = true;
        _request.Set();
        _thread.Join();
        _request.Dispose();
    }

    private void Work()
    {
        SqliteDatabase? database = null;
        try
        {
            while (_request.WaitOne() && !_isStopping)
            {
                try
                {
                    database ??= SqliteDatabase.Open(_path, isReadOnly: false, cacheKibibytes: 256);
                    database.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
                    _isRestWanted = true; // the log has grown meanwhile
                }
                catch (Exception error)
                {
                    // The log stays as it is and is copied at the next request: nothing is lost by it.
                    SqliteLog.CheckpointFailed(_logger, error);
                    database?.Dispose();
                    database = null;
                }
            }
        }
        finally
        {
            database?.Dispose();
        }
    }
}
