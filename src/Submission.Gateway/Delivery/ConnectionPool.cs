using System.Net;
using Submission.Smtp.Client;

namespace Submission.Gateway.Delivery;

/// <summary>What connections must have in common to be used for each other's messages.</summary>
internal readonly record struct ConnectionKey(IPEndPoint EndPoint, string SecurityState, string? Login);

/// <summary>A connection with how much was sent over it.</summary>
internal sealed class OpenConnection(SmtpClientConnection connection, ConnectionKey key, string host)
{
    public SmtpClientConnection Smtp => connection;

    public ConnectionKey Key => key;

    public string Host => host;

    public string EndPointText { get; } = key.EndPoint.ToString();

    /// <summary>How many messages it was used for.</summary>
    public int Messages { get; set; }

    /// <summary>Whether it has lain idle, so that its server may have closed it.</summary>
    public bool IsReused { get; set; }

    public long ParkedAt { get; set; }
}

/// <summary>The connections that nobody uses for a moment. Thread-safe.</summary>
internal sealed class ConnectionPool : IDisposable
{
    private static readonly TimeSpan QuitTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<ConnectionKey, List<OpenConnection>> _byKey = [];
    private readonly LinkedList<OpenConnection> _all = new();
    private readonly TimeSpan _idleTimeout;
    private readonly ConnectionBudget _budget;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private bool _isClosed;

    public ConnectionPool(TimeSpan idleTimeout, ConnectionBudget budget, TimeProvider time)
    {
        _idleTimeout = idleTimeout;
        _budget = budget;
        _time = time;
        _timer = time.CreateTimer(static state => ((ConnectionPool)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_gate) return _all.Count;
        }
    }

    /// <summary>Takes the connection that was used last.</summary>
    public OpenConnection? TryTake(in ConnectionKey key)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue(key, out List<OpenConnection>? parked)) return null;
            OpenConnection connection = parked[^1];
            Remove(connection, parked);
            connection.IsReused = true;
            return connection;
        }
    }

    /// <summary>Keeps a connection for the next message, or closes it.</summary>
    /// <param name="connection">The connection, between two transactions.</param>
    /// <param name="messages">How many messages may go over it.</param>
    public void Park(OpenConnection connection, int messages)
    {
        if (!connection.Smtp.IsUsable || connection.Messages >= messages || _idleTimeout <= TimeSpan.Zero)
        {
            Close(connection);
            return;
        }

        OpenConnection? oldest = null;
        lock (_gate)
        {
            if (_isClosed) oldest = connection;
            else oldest = Add(connection);
        }

        if (oldest is not null) Close(oldest);
    }

    /// <summary>Makes room for a connection that is about to be made.</summary>
    public void MakeRoom()
    {
        OpenConnection? oldest = null;
        lock (_gate)
        {
            if (_all.First is { } first && _all.Count + _budget.Used > _budget.Maximum)
            {
                oldest = first.Value;
                Remove(oldest, _byKey[oldest.Key]);
            }
        }

        if (oldest is not null) Close(oldest);
    }

    /// <summary>Says QUIT and closes, without making anybody wait.</summary>
    public static void Close(OpenConnection connection) => _ = QuitAsync(connection.Smtp);

    public void Dispose()
    {
        OpenConnection[] open;
        lock (_gate)
        {
            _isClosed = true;
            open = [.. _all];
            _all.Clear();
            _byKey.Clear();
        }

        _timer.Dispose();
        foreach (OpenConnection connection in open) Close(connection);
    }

    private static async Task QuitAsync(SmtpClientConnection connection)
    {
        try
        {
            if (connection.IsUsable)
            {
                using var limit = new CancellationTokenSource(QuitTimeout);
                await connection.QuitAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // It is closed without a good-bye.
        }
        finally
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private OpenConnection? Add(OpenConnection connection)
    {
        connection.ParkedAt = _time.GetTimestamp();
        if (!_byKey.TryGetValue(connection.Key, out List<OpenConnection>? parked)) _byKey.Add(connection.Key, parked = []);
        parked.Add(connection);
        _all.AddLast(connection);
        if (_all.Count == 1) _timer.Change(_idleTimeout, Timeout.InfiniteTimeSpan);
        if (_all.Count + _budget.Used <= _budget.Maximum + 1) return null; // the caller's own is still counted as used
        OpenConnection oldest = _all.First!.Value;
        Remove(oldest, _byKey[oldest.Key]);
        return oldest;
    }

    private void Remove(OpenConnection connection, List<OpenConnection> parked)
    {
        parked.Remove(connection);
        if (parked.Count == 0) _byKey.Remove(connection.Key);
        _all.Remove(connection);
    }

    private void Expire()
    {
        List<OpenConnection> expired = [];
        lock (_gate)
        {
            while (_all.First is { } first)
            {
                TimeSpan rest = _idleTimeout - _time.GetElapsedTime(first.Value.ParkedAt);
                if (rest > TimeSpan.Zero)
                {
                    _timer.Change(rest, Timeout.InfiniteTimeSpan);
                    break;
                }

                expired.Add(first.Value);
                Remove(first.Value, _byKey[first.Value.Key]);
            }
        }

        foreach (OpenConnection connection in expired) Close(connection);
    }
}
