using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Submission.Hosting.Listening;

/// <summary>A listener that nothing but its end stops: where the system cannot give it a connection, it waits, ever longer, and tells so once. Used by one loop of Kestrel's.</summary>
internal sealed partial class PatientListener(Socket socket, SocketConnectionContextFactory connections, bool noDelay, TimeProvider time, ILogger logger) : IConnectionListener
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ended = new();
    private TimeSpan _wait = FirstWait;

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                Socket accepted = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                if (accepted.LocalEndPoint is IPEndPoint) accepted.NoDelay = noDelay;
                if (_wait > FirstWait) Recovered(logger, EndPoint);
                _wait = FirstWait;
                return connections.Create(accepted);
            }
            catch (Exception exception) when (exception is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException exception) when (IsWant(exception.SocketErrorCode))
            {
                if (!await WaitAsync(exception).ConfigureAwait(false)) return null;
            }
            catch (SocketException exception)
            {
                Vanished(logger, EndPoint, exception.SocketErrorCode); // a client that was gone before it was served
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

    private async ValueTask<bool> WaitAsync(SocketException exception)
    {
        if (_wait == FirstWait) Wants(logger, EndPoint, exception.Message);
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

    [LoggerMessage(470, LogLevel.Error, "{Endpoint}: no connection can be taken ({Error}); those that come wait")]
    private static partial void Wants(ILogger logger, EndPoint endpoint, string error);

    [LoggerMessage(471, LogLevel.Information, "{Endpoint}: connections are taken again")]
    private static partial void Recovered(ILogger logger, EndPoint endpoint);

    [LoggerMessage(472, LogLevel.Debug, "{Endpoint}: a connection vanished before it was taken: {Error}")]
    private static partial void Vanished(ILogger logger, EndPoint endpoint, SocketError error);
}
