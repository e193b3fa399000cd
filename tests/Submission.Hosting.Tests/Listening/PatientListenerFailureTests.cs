using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Hosting.Listening;

namespace Submission.Hosting.Tests.Listening;

/// <summary>A listener whose way of taking connections fails by itself.</summary>
public sealed class PatientListenerFailureTests : IAsyncDisposable
{
    private readonly RecordingLogger<PatientListenerFailureTests> _logger = new();
    private readonly Queue<Func<Socket>> _first = new();
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly PatientListener _listener;

    public PatientListenerFailureTests()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen();
        _listener = new PatientListener(
            _socket, AcceptAsync, new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), NullLogger.Instance), noDelay: true, TimeProvider.System, _logger);
    }

    [Fact]
    public async Task AcceptAsync_P20_NoMemoryIsLeft_WaitsAndGoesOn()
    {
        _first.Enqueue(() => new byte[int.MaxValue].Length > 0 ? _socket : throw new UnreachableException()); // there is no array as long as that
        await AssertAcceptsAsync();
        Assert.Contains("no connection can be taken (Array dimensions exceeded", _logger.Lines.First(), StringComparison.Ordinal);
        Assert.Contains("connections are taken again", _logger.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AcceptAsync_ConnectionThatCannotBeServed_IsClosed()
    {
        // Without delay is nothing that it knows.
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _first.Enqueue(() => other);
        await AssertAcceptsAsync();
        Assert.True(other.SafeHandle.IsClosed);
    }

    [Fact]
    public async Task AcceptAsync_CancelledByTheCaller_EndsInIt()
    {
        using var cancel = new CancellationTokenSource();
        Task<ConnectionContext?> accepting = _listener.AcceptAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting);
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _socket.Dispose();
    }

    private async Task AssertAcceptsAsync()
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_socket.LocalEndPoint!, TestContext.Current.CancellationToken);
        await using ConnectionContext? accepted = await _listener.AcceptAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(accepted);
    }

    private ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken) =>
        _first.TryDequeue(out Func<Socket>? first) ? new(first()) : _socket.AcceptAsync(cancellationToken);
}
