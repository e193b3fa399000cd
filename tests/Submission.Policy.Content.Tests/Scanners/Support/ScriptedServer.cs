using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Submission.Policy.Content.Tests.Scanners.Support;

/// <summary>A scanner that does to each of its clients what a test wants, one after another or at once.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;
    private int _accepted;

    private ScriptedServer(Func<ScriptedClient, Task> script)
    {
        Script = script;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>What happens to the next connection; when it has ended, the server waits until the client closes.</summary>
    public Func<ScriptedClient, Task> Script { get; set; }

    public int Accepted => Volatile.Read(ref _accepted);

    public static ScriptedServer Start(Func<ScriptedClient, Task> script) => new(script);

    /// <summary>Waits until the clients have closed every connection; fails where one is left open.</summary>
    public async Task AllClosedAsync()
    {
        try
        {
            await Task.WhenAll(_connections).WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{_connections.Count(task => !task.IsCompleted)} of {Accepted} connections were left open.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                Socket socket = await _listener.AcceptAsync(_ending.Token);
                socket.NoDelay = true;
                int number = Interlocked.Increment(ref _accepted);
                _connections.Add(ServeAsync(new ScriptedClient(socket, number, _ending.Token)));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(ScriptedClient client)
    {
        using (client)
        {
            try
            {
                await Script(client);
                await client.DrainAsync();
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
