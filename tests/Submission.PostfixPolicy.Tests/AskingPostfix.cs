using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Submission.PostfixPolicy.Tests;

/// <summary>Asks as Postfix does, over a real connection.</summary>
internal sealed class AskingPostfix : IDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _answers;

    private AskingPostfix(Socket socket)
    {
        _socket = socket;
        _answers = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
    }

    public Socket Socket => _socket;

    public static async Task<AskingPostfix> ConnectAsync(EndPoint endPoint)
    {
        bool isUnix = endPoint is UnixDomainSocketEndPoint;
        var socket = new Socket(isUnix ? AddressFamily.Unix : endPoint.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint);
        return new AskingPostfix(socket);
    }

    /// <summary>Asks, and waits for the action; null where the connection is closed instead.</summary>
    public async Task<string?> AskAsync(PostfixRequest request)
    {
        await SendAsync(request.ToString());
        return await AnswerAsync();
    }

    public async Task SendAsync(string text)
    {
        ReadOnlyMemory<byte> octets = Encoding.Latin1.GetBytes(text);
        while (!octets.IsEmpty) octets = octets[await _socket.SendAsync(octets)..];
    }

    public async Task<string?> AnswerAsync()
    {
        string? line = await _answers.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        if (line is null) return null;
        Assert.StartsWith("action=", line, StringComparison.Ordinal);
        Assert.Equal("", await _answers.ReadLineAsync(TestContext.Current.CancellationToken));
        return line["action=".Length..];
    }

    /// <summary>Whether the server has closed.</summary>
    public async Task<bool> IsClosedAsync() => await AnswerAsync() is null;

    public void Dispose()
    {
        _answers.Dispose();
        _socket.Dispose();
    }
}
