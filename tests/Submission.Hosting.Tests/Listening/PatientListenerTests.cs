using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Submission.Hosting.Listening;

namespace Submission.Hosting.Tests.Listening;

/// <summary>A listener to which the system refuses connections.</summary>
public sealed class PatientListenerTests : IAsyncDisposable
{
    private readonly CountingTimeProvider _time = new();
    private readonly RecordingLogger<PatientListenerTests> _logger = new();
    private readonly Queue<SocketError> _errors = new();
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly PatientListener _listener;
    private int _tries;

    public PatientListenerTests()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen();
        _listener = new PatientListener(_socket, AcceptAsync, new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), NullLogger.Instance), noDelay: true, _time, _logger);
    }

    [Theory]
    [InlineData(SocketError.TooManyOpenSockets)] // EMFILE, ENFILE
    [InlineData(SocketError.NoBufferSpaceAvailable)]
    public async Task AcceptAsync_P20_NoDescriptorOrMemoryIsLeft_WaitsEverLongerAndTellsOnce(SocketError error)
    {
        for (int i = 0; i < 7; i++) _errors.Enqueue(error);
        using Socket client = await ConnectAsync();
        Task<ConnectionContext?> accepting = _listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask();
        int[] waits = [50, 100, 200, 400, 800, 1000, 1000];
        for (int i = 0; i < waits.Length; i++)
        {
            // Each wait begins on whatever thread the last one ended.
            while (_time.Timers == i) await Task.Yield();
            Assert.Equal(i + 1, _tries);
            _time.Advance(TimeSpan.FromMilliseconds(waits[i] - 1));
            Assert.Equal(i + 1, _tries);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await using ConnectionContext? accepted = await accepting;
        Assert.NotNull(accepted);
        Assert.Equal(2, _logger.Lines.Count);
        Assert.Contains("no connection can be taken", _logger.Lines.First(), StringComparison.Ordinal);
        Assert.Contains("connections are taken again", _logger.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AcceptAsync_WantsThatComeAndGo_AreToldOnceAMinute()
    {
        for (int i = 0; i < 100; i++)
        {
            _errors.Enqueue(SocketError.TooManyOpenSockets);
            using Socket client = await ConnectAsync();
            Task<ConnectionContext?> accepting = _listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask();
            while (_time.Timers == i) await Task.Yield();
            _time.Advance(TimeSpan.FromSeconds(1));
            await using ConnectionContext? accepted = await accepting;
        }

        Assert.Equal(4, _logger.Lines.Count);
    }

    [Fact]
    public async Task AcceptAsync_ClientThatVanished_DoesNotKeepTheNextWaiting()
    {
        _errors.Enqueue(SocketError.ConnectionReset);
        using Socket client = await ConnectAsync();
        await using ConnectionContext? accepted = await _listener.AcceptAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(accepted);
    }

    [Fact]
    public async Task UnbindAsync_WhileItWaits_EndsIt()
    {
        _errors.Enqueue(SocketError.TooManyOpenSockets);
        Task<ConnectionContext?> accepting = _listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask();
        await _listener.UnbindAsync(TestContext.Current.CancellationToken);
        Assert.Null(await accepting);
    }

    [Theory]
    [InlineData(0, 1024, false)]
    [InlineData(767, 1024, false)]
    [InlineData(768, 1024, true)]
    [InlineData(1023, 1024, true)]
    [InlineData(50_000, 0, false)] // no limit is known
    public void AreShort_NewestInTheLastQuarter_IsTrue(int newest, long limit, bool isShort) => Assert.Equal(isShort, Descriptors.AreShort(newest, limit));

    [Fact]
    public void Limit_OnLinux_IsTheOneOfTheProcess()
    {
        if (!OperatingSystem.IsLinux()) return;
        string line = File.ReadLines("/proc/self/limits").Single(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        Assert.Equal(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], Descriptors.Limit().ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.False(Descriptors.AreShort());
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _socket.Dispose();
    }

    private ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken)
    {
        _tries++;
        return _errors.TryDequeue(out SocketError error) ? ValueTask.FromException<Socket>(new SocketException((int)error)) : _socket.AcceptAsync(cancellationToken);
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_socket.LocalEndPoint!, TestContext.Current.CancellationToken);
        return client;
    }

    private sealed class CountingTimeProvider : FakeTimeProvider
    {
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return timer;
        }
    }
}
