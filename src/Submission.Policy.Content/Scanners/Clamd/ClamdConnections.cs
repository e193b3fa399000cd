namespace Submission.Policy.Lookups;

/// <summary>The connections to clamd that wait for a scan. Thread-safe.</summary>
internal sealed class ClamdConnections : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<(ClamdConnection Connection, long Since)> _idle = [];
    private readonly ClamdScannerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _sweep;
    private bool _isClosed;

    public ClamdConnections(ClamdScannerOptions options, TimeProvider timeProvider)
    {
        _options = options;
        _timeProvider = timeProvider;
        _sweep = timeProvider.CreateTimer(static state => ((ClamdConnections)state!).CloseExpired(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The connection that was used last and looks alive; <see langword="null"/> where there is none.</summary>
    public ClamdConnection? TakeIdle()
    {
        while (true)
        {
            (ClamdConnection Connection, long Since) last;
            lock (_gate)
            {
                if (_idle.Count == 0) return null;
                last = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
            }

            if (!IsExpired(last.Since) && last.Connection.IsQuiet) return last.Connection;
            last.Connection.Dispose();
        }
    }

    public void GiveBack(ClamdConnection connection)
    {
        lock (_gate)
        {
            if (!_isClosed && _options.IdleTimeout > TimeSpan.Zero)
            {
                _idle.Add((connection, _timeProvider.GetTimestamp()));
                if (_idle.Count == 1) _sweep.Change(_options.IdleTimeout, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        connection.Dispose();
    }

    public void CloseIdle()
    {
        lock (_gate)
        {
            foreach ((ClamdConnection connection, _) in _idle) connection.Dispose();
            _idle.Clear();
        }
    }

    /// <summary>Closes all; what is given back later is closed, too.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate) _isClosed = true;
        CloseIdle();
        return _sweep.DisposeAsync();
    }

    private bool IsExpired(long since) => _timeProvider.GetElapsedTime(since) >= _options.IdleTimeout;

    private void CloseExpired()
    {
        lock (_gate)
        {
            int expired = 0;
            while (expired < _idle.Count && IsExpired(_idle[expired].Since)) _idle[expired++].Connection.Dispose();
            _idle.RemoveRange(0, expired);
            if (_idle.Count == 0 || _isClosed) return;
            TimeSpan left = _options.IdleTimeout - _timeProvider.GetElapsedTime(_idle[0].Since);
            _sweep.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
