using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Submission.Milter.Sessions;

namespace Submission.Milter.Server;

/// <summary>Serves the milter protocol on the connections of Kestrel. One handler serves all endpoints, so that they share its bounds. Thread-safe.</summary>
internal sealed class MilterConnectionHandler(
    PolicyEngine engine, MilterSessionServices sessions, MilterLimits limits, TimeProvider time, ILogger<MilterConnectionHandler> logger)
{
    private readonly MilterServerContext _server = new(engine, sessions, limits, time, logger);
    private int _open;

    /// <summary>How many connections are open.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    /// <summary>Serves one connection to its end. It does not throw for anything that a mail server does.</summary>
    public async Task OnConnectedAsync(ConnectionContext connection)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > limits.Connections) ConnectionLog.TooMany(logger, connection.ConnectionId, limits.Connections);
            else await ServeAsync(connection).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            ConnectionLog.Broke(logger, connection.ConnectionId, error);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task ServeAsync(ConnectionContext connection)
    {
        var dialog = new MilterDialog(connection, _server);
        CancellationToken stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        CancellationTokenRegistration registration = stopping.UnsafeRegister(static state => ((MilterDialog)state!).Drain(), dialog);
        try
        {
            await dialog.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            await registration.DisposeAsync().ConfigureAwait(false);
            await dialog.DisposeAsync().ConfigureAwait(false);
        }
    }
}
