using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Submission.Hosting.Listening;

/// <summary>
/// A listener that nothing but its end stops: where the system cannot give it a connection, or descriptors run short (<see cref="Descriptors"/>), it waits, ever longer, and
/// tells so, once a minute at most. Used by one loop of Kestrel's.
/// </summary>
/// <param name="socket">Listens.</param>
/// <param name="accept">Takes a connection of it.</param>
/// <param name="connections">Makes Kestrel's connections of those taken.</param>
/// <param name="noDelay">Whether they send without delay.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told once connections wait, and once they are taken again.</param>
internal sealed partial class PatientListener(
    Socket socket, Func<CancellationToken, ValueTask<Socket>> accept, SocketConnectionContextFactory connections, bool noDelay, TimeProvider time, ILogger logger) : IConnectionListener
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    // Where connections come and go at the very bound, each would be told of otherwise.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _ended = new();
    private TimeSpan _wait = FirstWait;
    private bool _isShort;
    private bool _isTold;
    private long? _toldAt;

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (_isShort && !await WaitForRoomAsync().ConfigureAwait(false)) return null;
            try
            {
                return Serve(await accept(cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException exception) when (IsWant(exception.SocketErrorCode))
            {
                if (!await WaitAsync(exception.Message).ConfigureAwait(false)) return null;
            }
            catch (SocketException exception)
            {
                Vanished(logger, EndPoint, exception.SocketErrorCode); // a client that was gone before it was served
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // No memory, perhaps: whatever it is, Kestrel would never ask again.
                if (!await WaitAsync(exception.Message, exception).ConfigureAwait(false)) return null;
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        socket.Dispose();
        return new(_ended.CancelAsync());
    }

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        await _ended.CancelAsync().ConfigureAwait(false);
        connections.Dispose();
    }

    private static bool IsWant(SocketError error) => error is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.SystemNotReady;

    private ConnectionContext Serve(Socket accepted)
    {
        try
        {
            if (accepted.LocalEndPoint is IPEndPoint) accepted.NoDelay = noDelay;
            _isShort = Descriptors.AreShort(accepted);
            ConnectionContext connection = connections.Create(accepted);
            Recover();
            return connection;
        }
        catch
        {
            accepted.Dispose();
            throw;
        }
    }

    private async ValueTask<bool> WaitForRoomAsync()
    {
        do
        {
            if (!await WaitAsync("too few descriptors are left").ConfigureAwait(false)) return false;
        }
        while (Descriptors.AreShort());
        _isShort = false;
        Recover();
        return true;
    }

    private void Recover()
    {
        if (_isTold) Recovered(logger, EndPoint);
        _isTold = false;
        _wait = FirstWait;
    }

    private async ValueTask<bool> WaitAsync(string reason, Exception? exception = null)
    {
        if (!_isTold && (_toldAt is not { } toldAt || time.GetElapsedTime(toldAt) >= Silence))
        {
            Wants(logger, EndPoint, reason, exception);
            (_isTold, _toldAt) = (true, time.GetTimestamp());
        }

        try
        {
            await Task.Delay(_wait, time, _ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        _wait = _wait * 2 < LongestWait ? _wait * 2 : LongestWait;
        return true;
    }

    [LoggerMessage(470, LogLevel.Error, "{Endpoint}: no connection can be taken ({Reason}); those that come wait")]
    private static partial void Wants(ILogger logger, EndPoint endpoint, string reason, Exception? exception);

    [LoggerMessage(471, LogLevel.Information, "{Endpoint}: connections are taken again")]
    private static partial void Recovered(ILogger logger, EndPoint endpoint);

    [LoggerMessage(472, LogLevel.Debug, "{Endpoint}: a connection vanished before it was taken: {Error}")]
    private static partial void Vanished(ILogger logger, EndPoint endpoint, SocketError error);
}
