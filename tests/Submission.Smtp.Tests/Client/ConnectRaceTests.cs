using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Submission.Smtp.Client;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Client;

/// <summary>RFC 8305, section 5: the addresses of one server are tried one after another, and side by side.</summary>
public sealed class ConnectRaceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_FirstRefuses_NextIsTriedAtOnce()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n", "250 x\r\n");
        using Socket refusing = Bind(IPAddress.Loopback);
        IPEndPoint refused = (IPEndPoint)refusing.LocalEndPoint!;
        SmtpConnectResult result = await ConnectAsync([refused, refused, peer.EndPoint], new FakeTimeProvider()).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await using SmtpClientConnection connection = result.Connection!;
        Assert.Equal(peer.EndPoint, connection.RemoteEndPoint);
        Assert.Equal(peer.EndPoint, result.RemoteEndPoint);
    }

    [Fact]
    public async Task Connect_FirstIsSilent_NextIsTriedAfterTheDelay()
    {
        using SilentListener silent = await SilentListener.StartAsync();
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n", "250 x\r\n");
        FakeTimeProvider time = new();
        Task<SmtpConnectResult> connecting = ConnectAsync([silent.EndPoint, peer.EndPoint], time);
        time.Advance(TimeSpan.FromMilliseconds(249));
        await Task.WhenAny(connecting, Task.Delay(200, Cancel));
        Assert.False(connecting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        SmtpConnectResult result = await connecting.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(peer.EndPoint, result.Connection!.RemoteEndPoint);
        await result.Connection.DisposeAsync();
    }

    [Fact]
    public async Task Connect_AllAreSilent_TimesOutAsAWhole()
    {
        using SilentListener one = await SilentListener.StartAsync();
        using SilentListener two = await SilentListener.StartAsync();
        FakeTimeProvider time = new();
        Task<SmtpConnectResult> connecting = ConnectAsync([one.EndPoint, two.EndPoint], time);
        TimeSpan waited = await time.AdvanceUntilAsync(connecting, TimeSpan.FromSeconds(1));
        SmtpConnectResult result = await connecting;
        Assert.Equal(SmtpClientFailure.TimedOut, result.Reply.Failure);
        Assert.Null(result.RemoteEndPoint);
        Assert.True(waited >= TimeSpan.FromSeconds(30), waited.ToString());
    }

    [Fact]
    public async Task Connect_AllRefuse_IsAValue()
    {
        using Socket four = Bind(IPAddress.Loopback);
        using Socket six = Bind(IPAddress.IPv6Loopback);
        SmtpConnectResult result = await ConnectAsync([(IPEndPoint)four.LocalEndPoint!, (IPEndPoint)six.LocalEndPoint!], new FakeTimeProvider()).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(SmtpClientFailure.ConnectFailed, result.Reply.Failure);
    }

    [Fact]
    public async Task Connect_SeveralAnswer_OneIsUsedAndNoneIsLeftOpen()
    {
        using Socket second = Listen(IPAddress.Loopback);
        await using ScriptedPeer first = ScriptedPeer.Start("220 x\r\n", "250 x\r\n");
        // The first is not overtaken where it takes a while.
        SmtpClientOptions patient = new() { ConnectAttemptDelay = TimeSpan.FromSeconds(5) };
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync([first.EndPoint, (IPEndPoint)second.LocalEndPoint!], patient, TimeProvider.System, Cancel);
        Assert.Equal(first.EndPoint, result.Connection!.RemoteEndPoint);
        await result.Connection.DisposeAsync();
        if (!second.Poll(0, SelectMode.SelectRead)) return;
        using Socket loser = await second.AcceptAsync(Cancel);
        Assert.Equal(0, await loser.ReceiveAsync(new byte[1], Cancel));
    }

    [Fact]
    public async Task Connect_Cancelled_Throws()
    {
        using SilentListener silent = await SilentListener.StartAsync();
        using CancellationTokenSource source = new();
        Task<SmtpConnectResult> connecting = SmtpClientConnection.ConnectAsync([silent.EndPoint, silent.EndPoint], new SmtpClientOptions(), TimeProvider.System, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.9")]
    [InlineData("::1", "::1")]
    public async Task Connect_FromAGivenAddress_ComesFromThere(string server, string local)
    {
        IPAddress from = IPAddress.Parse(local);
        using Socket listener = Listen(IPAddress.Parse(server));
        SmtpClientOptions options = new() { LocalAddressV4 = server == "::1" ? null : from, LocalAddressV6 = server == "::1" ? from : null };
        Task<SmtpConnectResult> connecting = SmtpClientConnection.ConnectAsync([(IPEndPoint)listener.LocalEndPoint!], options, TimeProvider.System, Cancel).AsTask();
        using (Socket accepted = await listener.AcceptAsync(Cancel))
        {
            Assert.Equal(from, ((IPEndPoint)accepted.RemoteEndPoint!).Address);
            accepted.Send("554 no\r\n"u8);
            accepted.Shutdown(SocketShutdown.Send);
            SmtpConnectResult result = await connecting;
            Assert.Equal("554 no", result.Reply.ToString());
            Assert.Equal(listener.LocalEndPoint, result.RemoteEndPoint);
        }
    }

    [Fact]
    public async Task Connect_FromAnAddressThatIsNotOurs_IsAValue()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start("220 x\r\n");
        SmtpClientOptions options = new() { LocalAddressV4 = IPAddress.Parse("192.0.2.1") };
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync([peer.EndPoint], options, TimeProvider.System, Cancel);
        Assert.Equal(SmtpClientFailure.ConnectFailed, result.Reply.Failure);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(5001)]
    public void Options_DelayOutOfRange_IsRefused(int milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpClientOptions { ConnectAttemptDelay = TimeSpan.FromMilliseconds(milliseconds) });

    private static Task<SmtpConnectResult> ConnectAsync(IPEndPoint[] endPoints, TimeProvider time) =>
        SmtpClientConnection.ConnectAsync(endPoints, new SmtpClientOptions(), time, Cancel).AsTask();

    private static Socket Listen(IPAddress address)
    {
        Socket listener = Bind(address);
        listener.Listen();
        return listener;
    }

    /// <summary>Takes an address without listening there: it refuses, and nobody else can have it.</summary>
    private static Socket Bind(IPAddress address)
    {
        Socket bound = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(address, 0));
        return bound;
    }

    /// <summary>An address that neither accepts nor refuses: its queue of connections is full.</summary>
    private sealed class SilentListener : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _fillers = [];

        public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

        public static async Task<SilentListener> StartAsync()
        {
            SilentListener silent = new();
            silent._listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            silent._listener.Listen(1);
            bool isFull = false;
            while (!isFull)
            {
                Socket filler = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                silent._fillers.Add(filler);
                Assert.True(silent._fillers.Count < 50, "The queue is never full here.");
                Task connecting = filler.ConnectAsync(silent.EndPoint);
                isFull = await Task.WhenAny(connecting, Task.Delay(2000)) != connecting;
            }

            return silent;
        }

        public void Dispose()
        {
            _listener.Dispose();
            foreach (Socket filler in _fillers) filler.Dispose();
        }
    }
}
