using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Submission.Smtp.Protocol;
using Submission.Smtp.Proxy;

namespace Submission.Smtp.Server;

/// <summary>
/// Serves SMTP on the connections of Kestrel. One handler serves all listeners of a server, so that they share its bounds. Thread-safe.
/// </summary>
public sealed class SmtpConnectionHandler
{
    private readonly SmtpServerOptions _options;
    private readonly ISmtpSessionFactory _sessions;
    private readonly SmtpServerContext _server;
    private readonly ClientCounts _clients;
    private int _open;

    /// <summary>Makes a handler.</summary>
    /// <param name="options">What to announce, and the bounds; must not change from here on.</param>
    /// <param name="sessions">Opens the host's side of each session.</param>
    /// <param name="certificates">Chooses certificates; <see langword="null"/> where there is no TLS at all.</param>
    /// <param name="time">The clock of all time-outs.</param>
    /// <param name="logger">Where what goes wrong is told; no secrets and no texts of clients go there.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public SmtpConnectionHandler(
        SmtpServerOptions options,
        ISmtpSessionFactory sessions,
        SmtpCertificateSelector? certificates,
        TimeProvider time,
        ILogger<SmtpConnectionHandler> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logger);
        SmtpServerOptionsRanges.Check(options);
        _options = options;
        _sessions = sessions;
        _server = new SmtpServerContext(options, certificates, time, logger, new EhloReply(options.Hostname, options.MaximumMessageSize), new SmtpLoad(options, time, logger));
        _clients = new ClientCounts(options, time);
    }

    /// <summary>How many connections are open.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    /// <summary>Whether it bears less of its sessions at present (<see cref="SmtpLoadOptions"/>); also while <see cref="IsOverloaded"/>.</summary>
    public bool IsBusy => _server.Load.Level != SmtpLoadLevel.Normal;

    /// <summary>Whether it sends new connections away at present (<see cref="SmtpLoadOptions"/>).</summary>
    public bool IsOverloaded => _server.Load.Level == SmtpLoadLevel.Overloaded;

    /// <summary>Serves one connection to its end. It does not throw for anything that a client does.</summary>
    /// <param name="connection">The raw connection: Kestrel must not have put TLS on it.</param>
    /// <param name="mode">How the listener comes to TLS.</param>
    public async Task OnConnectedAsync(ConnectionContext connection, SmtpListenerMode mode)
    {
        ArgumentNullException.ThrowIfNull(connection);
        int open = Interlocked.Increment(ref _open);
        SmtpMetrics.Sessions.Add(1);
        _server.Load.Count(1);
        try
        {
            if (open > _options.MaximumConnections)
            {
                SmtpLog.TooManyConnections(_server.Logger, connection.ConnectionId, _options.MaximumConnections);
                await RefuseAsync(connection, mode, SmtpBound.Connections, Replies.TooBusy).ConfigureAwait(false);
            }
            else if (_server.Load.Level == SmtpLoadLevel.Overloaded)
            {
                await RefuseAsync(connection, mode, SmtpBound.Load, Replies.Overloaded).ConfigureAwait(false);
            }
            else if (await IdentifyAsync(connection, mode).ConfigureAwait(false) is { } client)
            {
                await AdmitAsync(connection, client).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            SmtpLog.ConnectionBroke(_server.Logger, connection.ConnectionId, error);
        }
        finally
        {
            SmtpMetrics.Sessions.Add(-1);
            Interlocked.Decrement(ref _open);
            _server.Load.Count(-1);
        }
    }

    private async ValueTask AdmitAsync(ConnectionContext connection, SmtpClientInfo client)
    {
        IPAddress address = client.Remote.Address;
        if (_clients.Enter(address) is { } bound)
        {
            SmtpLog.ClientRefused(_server.Logger, connection.ConnectionId, address, bound);
            await RefuseAsync(connection, client.Mode, bound, bound == SmtpBound.ConnectionRate ? Replies.ConnectsTooFast : Replies.TooManyFromThere).ConfigureAwait(false);
            return;
        }

        try
        {
            await ServeAsync(connection, client).ConfigureAwait(false);
        }
        finally
        {
            _clients.Leave(address);
        }
    }

    private async Task ServeAsync(ConnectionContext connection, SmtpClientInfo client)
    {
        ISmtpSession session = _sessions.Open(client);
        await using ConfiguredAsyncDisposable _ = session.ConfigureAwait(false);
        using SmtpDialog dialog = new(connection, client, session, _server);
        CancellationToken stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        if (!stopping.CanBeCanceled)
        {
            await dialog.RunAsync().ConfigureAwait(false);
            return;
        }

        using ITimer patience = _server.Time.CreateTimer(
            static state => ((SmtpDialog)state!).Stop(), dialog, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        CancellationTokenRegistration registration = stopping.UnsafeRegister(
            state =>
            {
                dialog.Drain();
                ((ITimer)state!).Change(_options.DrainTimeout, Timeout.InfiniteTimeSpan);
            },
            patience);
        await using ConfiguredAsyncDisposable registered = registration.ConfigureAwait(false);
        await dialog.RunAsync().ConfigureAwait(false);
    }

    // Where TLS comes first, telling why would cost a handshake, which is what a server that refuses has not to give.
    private static async ValueTask RefuseAsync(ConnectionContext connection, SmtpListenerMode mode, string bound, byte[] reply)
    {
        SmtpMetrics.Reached(bound);
        if (mode == SmtpListenerMode.StartTls) await connection.Transport.Output.WriteAsync(reply).ConfigureAwait(false);
    }

    private async ValueTask<SmtpClientInfo?> IdentifyAsync(ConnectionContext connection, SmtpListenerMode mode)
    {
        IPEndPoint remote = Unmap(connection.RemoteEndPoint);
        IPEndPoint local = Unmap(connection.LocalEndPoint);
        if (!IsTrustedProxy(remote.Address)) return new SmtpClientInfo(connection.ConnectionId, remote, local, mode, null);

        ProxyHeader? header = await ReadProxyHeaderAsync(connection).ConfigureAwait(false);
        if (header is null)
        {
            SmtpLog.BadProxyHeader(_server.Logger, connection.ConnectionId);
            return null;
        }

        return new SmtpClientInfo(connection.ConnectionId, header.Value.Source ?? remote, header.Value.Destination ?? local, mode, remote);
    }

    private async ValueTask<ProxyHeader?> ReadProxyHeaderAsync(ConnectionContext connection)
    {
        PipeReader input = connection.Transport.Input;
        using SessionWatch watch = new(_server.Time, input.CancelPendingRead);
        watch.Arm(_options.GreetingTimeout);
        while (true)
        {
            ReadResult result = await input.ReadAsync().ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            ProxyHeaderState state = ProxyHeader.TryRead(buffer, out ProxyHeader header, out int length);
            bool complete = state == ProxyHeaderState.Complete;
            input.AdvanceTo(complete ? buffer.GetPosition(length) : buffer.Start, complete ? buffer.GetPosition(length) : buffer.End);
            if (complete) return header;
            if (state == ProxyHeaderState.Malformed || result.IsCompleted || result.IsCanceled) return null;
        }
    }

    private bool IsTrustedProxy(IPAddress address)
    {
        foreach (IPNetwork network in _options.TrustedProxies)
        {
            if (network.Contains(address)) return true;
        }

        return false;
    }

    // A unix socket has no address of the client's; whoever may open it is on this machine.
    private static IPEndPoint Unmap(EndPoint? endPoint)
    {
        if (endPoint is not IPEndPoint ip) return new IPEndPoint(IPAddress.Loopback, 0);
        return ip.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(ip.Address.MapToIPv4(), ip.Port) : ip;
    }
}
