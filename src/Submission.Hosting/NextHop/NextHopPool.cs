using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Submission.Hosting.Configuration;
using Submission.Smtp.Client;

namespace Submission.Hosting.NextHop;

/// <summary>The connections to the next hop: at most so many at once, and those that are idle are used again. Thread-safe.</summary>
internal sealed class NextHopPool : IAsyncDisposable
{
    private readonly EndPoint _endPoint;
    private readonly HandOverOptions _options;
    private readonly SmtpClientOptions _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _slots;
    private readonly Stack<NextHopConnection> _idle = new();
    private readonly Lock _lock = new();
    private readonly ITimer _sweeper;
    private bool _isDisposed;

    public NextHopPool(EndPoint endPoint, HandOverOptions options, string hostname, TimeProvider time, ILogger logger)
    {
        _endPoint = endPoint;
        _options = options;
        _time = time;
        _logger = logger;
        _slots = new SemaphoreSlim(options.MaximumConnections);
        _client = new SmtpClientOptions
        {
            HelloName = hostname,
            Tls = options.Tls switch { HandOverTls.Never => SmtpClientTls.Never, HandOverTls.Required => SmtpClientTls.Required, _ => SmtpClientTls.WhenOffered },
            TlsServerName = (endPoint as DnsEndPoint)?.Host,
            ConnectTimeout = options.ConnectTimeout,
            GreetingTimeout = options.CommandTimeout,
            CommandTimeout = options.CommandTimeout,
            DataStartTimeout = options.CommandTimeout,
            DataBlockTimeout = options.CommandTimeout,
            DataEndTimeout = options.MessageTimeout,
        };
        TimeSpan sweep = options.IdleTimeout > TimeSpan.FromSeconds(2) ? options.IdleTimeout / 2 : TimeSpan.FromSeconds(1);
        _sweeper = time.CreateTimer(static pool => ((NextHopPool)pool!).Sweep(), this, sweep, sweep);
    }

    /// <summary>Takes a connection, an idle one where there is one.</summary>
    /// <param name="mayBeIdle">Whether an idle connection will do, which the next hop may have closed meanwhile.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The connection; <see langword="null"/> where none is free in time or the next hop cannot be reached.</returns>
    public async ValueTask<NextHopConnection?> TakeAsync(bool mayBeIdle, CancellationToken cancellationToken)
    {
        if (!await _slots.WaitAsync(_options.MaximumWait, cancellationToken).ConfigureAwait(false))
        {
            NextHopLog.NoFreeConnection(_logger, _options.MaximumConnections);
            return null;
        }

        NextHopConnection? connection = null;
        try
        {
            connection = mayBeIdle ? TakeIdle() : null;
            connection ??= await ConnectAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        finally
        {
            if (connection is null) _slots.Release();
        }
    }

    /// <summary>Gives a connection back.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isClean">Whether it stands between two transactions.</param>
    public async ValueTask ReturnAsync(NextHopConnection connection, bool isClean)
    {
        bool isKept = false;
        if (isClean && connection.Smtp.IsUsable && connection.Messages < _options.MaximumMessages)
        {
            connection.IdleSince = _time.GetTimestamp();
            lock (_lock)
            {
                isKept = !_isDisposed;
                if (isKept) _idle.Push(connection);
            }
        }

        _slots.Release();
        if (!isKept) await CloseAsync(connection).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _sweeper.DisposeAsync().ConfigureAwait(false);
        NextHopConnection[] idle;
        lock (_lock)
        {
            _isDisposed = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        // The semaphore is left to the garbage collector: transactions that still run give their slots back to it.
        foreach (NextHopConnection connection in idle) await CloseAsync(connection).ConfigureAwait(false);
    }

    private static ValueTask CloseAsync(NextHopConnection connection) => connection.Smtp.DisposeAsync();

    private NextHopConnection? TakeIdle()
    {
        lock (_lock) return _idle.TryPop(out NextHopConnection? connection) ? connection : null;
    }

    // Those that were used last are on top, so all that are too old lie together at the bottom.
    private void Sweep()
    {
        List<NextHopConnection> old = [];
        lock (_lock)
        {
            NextHopConnection[] all = [.. _idle];
            _idle.Clear();
            for (int i = all.Length - 1; i >= 0; i--)
            {
                if (_time.GetElapsedTime(all[i].IdleSince) >= _options.IdleTimeout) old.Add(all[i]);
                else _idle.Push(all[i]);
            }
        }

        foreach (NextHopConnection connection in old) _ = CloseAsync(connection).AsTask();
    }

    private async ValueTask<NextHopConnection?> ConnectAsync(CancellationToken cancellationToken)
    {
        foreach (IPEndPoint address in await ResolveAsync(cancellationToken).ConfigureAwait(false))
        {
            SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(address, _client, _time, cancellationToken).ConfigureAwait(false);
            if (result.Connection is not null) return new NextHopConnection(result.Connection);
            NextHopLog.NotReachable(_logger, address, result.Reply);
        }

        return null;
    }

    private async ValueTask<IReadOnlyList<IPEndPoint>> ResolveAsync(CancellationToken cancellationToken)
    {
        if (_endPoint is IPEndPoint address) return [address];
        var name = (DnsEndPoint)_endPoint;
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(name.Host, cancellationToken).ConfigureAwait(false);
            return [.. addresses.Select(found => new IPEndPoint(found, name.Port))];
        }
        catch (SocketException exception)
        {
            NextHopLog.NotFound(_logger, name.Host, exception.SocketErrorCode);
            return [];
        }
    }
}
