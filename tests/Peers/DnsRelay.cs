using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Submission.Tests.Peers;

/// <summary>Stands between the resolver and the name server (UDP only): counts the questions, and holds, drops or answers them as a test
/// wants.</summary>
internal sealed class DnsRelay : IAsyncDisposable
{
    private readonly UdpClient _front;
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;

    public DnsRelay(IPEndPoint server, IPEndPoint? at = null)
    {
        _server = server;
        _front = new UdpClient(at ?? new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint = (IPEndPoint)_front.Client.LocalEndPoint!;
        _loop = RunAsync();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>The questions so far, each as <c>name type-number</c>.</summary>
    public ConcurrentQueue<string> Questions { get; } = new();

    /// <summary>Gives the answer for a question instead of the server; null passes it on, an empty one drops it.</summary>
    public Func<string, byte[], byte[]?> Answer { get; set; } = static (_, _) => null;

    /// <summary>Changes the server's answer.</summary>
    public Func<byte[], byte[]> Alter { get; set; } = static answer => answer;

    /// <summary>Questions wait for this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public static byte[] ServFail(byte[] query) => Fail(query, code: 2);

    public static byte[] NoSuchName(byte[] query) => Fail(query, code: 3);

    /// <summary>The answer of a server that does not resolve: no record, no authority, only a name server to ask next.</summary>
    public static byte[] Referral(byte[] query)
    {
        int questionEnd = Array.IndexOf(query, (byte)0, 12) + 5;
        byte[] header = [query[0], query[1], 0x80, 0, 0, 1, 0, 0, 0, 1, 0, 0];
        byte[] nameServer = [0xC0, 12, 0, 2, 0, 1, 0, 0, 0, 60, 0, 2, 0xC0, 12];
        return [.. header, .. query[12..questionEnd], .. nameServer];
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _front.Dispose();
        await _loop;
        _end.Dispose();
    }

    private static byte[] Fail(byte[] query, byte code)
    {
        byte[] answer = [.. query];
        answer[2] |= 0x80;
        answer[3] = (byte)(0x80 | code);
        return answer;
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                UdpReceiveResult query = await _front.ReceiveAsync(_end.Token);
                Questions.Enqueue(Read(query.Buffer));
                _ = PassOnAsync(query);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
        {
            Assert.True(_end.IsCancellationRequested);
        }
    }

    private async Task PassOnAsync(UdpReceiveResult query)
    {
        await Gate.WaitAsync(_end.Token);
        byte[]? answer = Answer(Read(query.Buffer), query.Buffer);
        if (answer is null)
        {
            using UdpClient back = new();
            back.Connect(_server);
            await back.SendAsync(query.Buffer, _end.Token);
            answer = Alter((await back.ReceiveAsync(_end.Token)).Buffer);
        }

        if (answer.Length > 0) await _front.SendAsync(answer, query.RemoteEndPoint, _end.Token);
    }

    private static string Read(byte[] query)
    {
        List<string> labels = [];
        int at = 12;
        for (; query[at] != 0; at += query[at] + 1) labels.Add(System.Text.Encoding.ASCII.GetString(query, at + 1, query[at]));
        return string.Join('.', labels) + " " + ((query[at + 1] << 8) | query[at + 2]);
    }
}
