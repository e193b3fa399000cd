using System.Net;
using System.Net.Sockets;

namespace Submission.Policy.Content.Tests.Scanners.Support;

/// <summary>Passes connections on to a real scanner and counts them.</summary>
internal sealed class ConnectionCounter(IPEndPoint target) : IAsyncDisposable
{
    private ScriptedServer? _server;

    public IPEndPoint EndPoint => Server.EndPoint;

    public int Accepted => Server.Accepted;

    private ScriptedServer Server => _server ??= ScriptedServer.Start(PassOnAsync);

    public Task AllClosedAsync() => Server.AllClosedAsync();

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

    private async Task PassOnAsync(ScriptedClient client)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(target, client.Ending);
        await using NetworkStream scanner = new(socket);
        Task there = client.CopyToAsync(scanner);
        await Task.WhenAny(there, client.CopyFromAsync(scanner));
        client.Close();
        socket.Close();
        await there.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
