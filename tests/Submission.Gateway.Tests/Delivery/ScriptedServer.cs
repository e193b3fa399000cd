using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>A message as a server took it: the octets of the data without dot-stuffing.</summary>
internal sealed record TakenMail(string From, IReadOnlyList<string> To, byte[] Data, int Connection);

/// <summary>
/// An SMTP server on loopback that says what a test wants. Answers are made for each command; "close" closes, "hang" says nothing for ever, a 421 is followed by the end.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    /// <summary>The message is taken, and the connection closed without a word of it.</summary>
    public const string TakenAndClosed = "taken and closed";

    private readonly Socket _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly Task _accepting;
    private int _connections;

    public ScriptedServer(IPEndPoint? endPoint = null)
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(endPoint ?? new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>What is said to a command of a connection; <see langword="null"/> for the usual.</summary>
    public Func<int, string, string?> Answer { get; set; } = static (_, _) => null;

    /// <summary>What is said to a message; <see langword="null"/> for the usual.</summary>
    public Func<TakenMail, string?> MessageAnswer { get; set; } = static _ => null;

    /// <summary>What a message waits for before it is answered.</summary>
    public Func<TakenMail, Task>? Hold { get; set; }

    public string[] Capabilities { get; set; } = ["PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES"];

    /// <summary>Whether every reply is sent octet by octet.</summary>
    public bool IsSplit { get; set; }

    public ConcurrentQueue<TakenMail> Mails { get; } = new();

    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>How many connections there were.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many there are.</summary>
    public int Open => _open.Count;

    /// <summary>The most there were at once.</summary>
    public int MostOpen { get; private set; }

    /// <summary>Closes all connections, as a server does with those that lie idle.</summary>
    public void CloseAll()
    {
        foreach ((Socket socket, _) in _open) socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        CloseAll();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(_end.Token);
                socket.NoDelay = true;
                int number = Interlocked.Increment(ref _connections);
                _open.TryAdd(socket, true);
                MostOpen = Math.Max(MostOpen, _open.Count);
                _ = Task.Run(() => ServeAsync(socket, number));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task ServeAsync(Socket socket, int number)
    {
        try
        {
            await using NetworkStream stream = new(socket, ownsSocket: true);
            await TalkAsync(stream, number);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Commands.Enqueue("(broken)");
        }
        finally
        {
            _open.TryRemove(socket, out _);
        }
    }

    private async Task TalkAsync(NetworkStream stream, int number)
    {
        BufferedStream input = new(stream, 16 * 1024);
        string from = "";
        List<string> to = [];
        if (!await SayAsync(stream, Answer(number, "") ?? "220 sink ESMTP")) return;
        while (await LineAsync(input) is { } line)
        {
            Commands.Enqueue(line);
            string verb = line.Split(' ')[0].ToUpperInvariant();
            string usual = verb switch
            {
                "EHLO" => string.Join("\r\n", ["250-sink", .. Capabilities.Select(static name => "250-" + name), "250 HELP"]),
                "DATA" => to.Count > 0 ? "354 go on" : "503 5.5.1 no recipients",
                "QUIT" => "221 2.0.0 bye",
                "MAIL" or "RCPT" or "RSET" or "HELO" or "AUTH" => "250 2.0.0 ok",
                _ => "500 5.5.1 what",
            };
            string answer = Answer(number, line) ?? usual;
            if (verb is "MAIL") (from, to) = (Path(line), []);
            if (verb is "RSET") to = [];
            if (verb is "RCPT" && answer[0] == '2') to.Add(Path(line));
            if (!await SayAsync(stream, answer) || verb == "QUIT") return;
            if (verb != "DATA" || answer[0] != '3') continue;
            TakenMail mail = new(from, to, await DataAsync(input), number);
            if (Hold is { } hold) await hold(mail);
            string reply = MessageAnswer(mail) ?? "250 2.0.0 taken";
            if (reply[0] == '2' || reply == TakenAndClosed) Mails.Enqueue(mail);
            (from, to) = ("", []);
            if (!await SayAsync(stream, reply == TakenAndClosed ? "close" : reply)) return;
        }
    }

    private async Task<bool> SayAsync(NetworkStream stream, string text)
    {
        if (text is "hang")
        {
            while (await stream.ReadAsync(new byte[4096], _end.Token) > 0)
            {
            }

            return false;
        }

        if (text is "close") return false;
        byte[] octets = Encoding.UTF8.GetBytes(text + "\r\n");
        for (int i = 0; IsSplit && i < octets.Length - 1; i++) await stream.WriteAsync(octets.AsMemory(i, 1));
        await stream.WriteAsync(IsSplit ? octets.AsMemory(octets.Length - 1) : octets);
        return !text.StartsWith("421", StringComparison.Ordinal);
    }

    private static string Path(string line) => line[(line.IndexOf('<') + 1)..line.IndexOf('>')];

    private static async Task<string?> LineAsync(BufferedStream input)
    {
        byte[]? line = await OctetsAsync(input);
        return line is null ? null : Encoding.UTF8.GetString(line)[..^2];
    }

    private static async Task<byte[]> DataAsync(BufferedStream input)
    {
        using MemoryStream data = new();
        while (await OctetsAsync(input) is { } line)
        {
            if (line is [(byte)'.', (byte)'\r', (byte)'\n']) return data.ToArray();
            data.Write(line is [(byte)'.', ..] ? line.AsSpan(1) : line);
        }

        throw new IOException("The connection ended in the data.");
    }

    private static async Task<byte[]?> OctetsAsync(BufferedStream input)
    {
        List<byte> line = [];
        byte[] one = new byte[1];
        while (await input.ReadAsync(one) > 0)
        {
            line.Add(one[0]);
            if (one[0] == '\n') return [.. line];
        }

        return line.Count > 0 ? throw new IOException("The connection ended in a line.") : null;
    }
}
