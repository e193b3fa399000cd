using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Submission.Policy.Redis.Tests;

/// <summary>The network between a node and its server: it can be slow, and it can go without a word.</summary>
internal sealed class RedisRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<Line> _lines = [];
    private readonly List<Task> _tasks = [];
    private bool _isCut;
    private long _delay;

    private RedisRelay(IPEndPoint server) => _server = server;

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>How much later than it was given an answer arrives.</summary>
    public TimeSpan Delay
    {
        get => new(Interlocked.Read(ref _delay));
        set => Interlocked.Exchange(ref _delay, value.Ticks);
    }

    public static RedisRelay Start(IPEndPoint server)
    {
        RedisRelay relay = new(server);
        relay._listener.Start();
        relay._tasks.Add(relay.AcceptAsync());
        return relay;
    }

    /// <summary>From now on nothing arrives, and nobody is told: neither on the connections that there are nor on new ones.</summary>
    public void CutOff()
    {
        lock (_gate)
        {
            _isCut = true;
            foreach (Line line in _lines) line.IsCut = true;
        }
    }

    /// <summary>New connections work again; the old ones stay half open.</summary>
    public void Restore()
    {
        lock (_gate) _isCut = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Task[] tasks;
        lock (_gate) tasks = [.. _tasks];
        await Task.WhenAll(tasks);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                lock (_gate)
                {
                    Line line = new() { IsCut = _isCut };
                    _lines.Add(line);
                    _tasks.Add(CarryAsync(client, line));
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task CarryAsync(TcpClient client, Line line)
    {
        using TcpClient near = client, far = new();
        try
        {
            await far.ConnectAsync(_server, _stop.Token);
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            Task[] ways = [CopyAsync(near, far, line, isAnswer: false, end.Token), CopyAsync(far, near, line, isAnswer: true, end.Token)];
            await Task.WhenAny(ways);
            await end.CancelAsync();
            await Task.WhenAll(ways);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
        {
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, Line line, bool isAnswer, CancellationToken token)
    {
        try
        {
            byte[] octets = new byte[65_536];
            while (await from.GetStream().ReadAsync(octets, token) is > 0 and var count)
            {
                for (long arrived = Stopwatch.GetTimestamp(); isAnswer && Stopwatch.GetElapsedTime(arrived) < Delay;) await Task.Delay(5, token);
                if (!line.IsCut) await to.GetStream().WriteAsync(octets.AsMemory(0, count), token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException)
        {
        }
    }

    private sealed class Line
    {
        private volatile bool _isCut;

        public bool IsCut
        {
            get => _isCut;
            set => _isCut = value;
        }
    }
}
