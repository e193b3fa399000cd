using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Submission.Gateway.Tests.MtaSts;

/// <summary>A mail server on loopback with STARTTLS that a test may spoil. It notes each command, with "TLS " before those that came encrypted.</summary>
internal sealed class TlsMailServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    public TlsMailServer(X509Certificate2 certificate)
    {
        Certificate = certificate;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    public X509Certificate2 Certificate { get; set; }

    /// <summary>What is offered under TLS beside the usual.</summary>
    public string[] Extensions { get; set; } = [];

    public bool OffersTls { get; set; } = true;

    /// <summary>What is said to STARTTLS; "garbage" breaks the handshake, "close" ends, "inject" sends clear text behind the reply.</summary>
    public string StartTls { get; set; } = "220 go on";

    public ConcurrentQueue<string> Commands { get; } = new();

    public bool HasMailInClear => Commands.Any(static command => command.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase));

    public bool HasMail => Commands.Any(static command => command.Contains("MAIL FROM", StringComparison.OrdinalIgnoreCase));

    public ConcurrentQueue<string> Messages { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
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
                _ = Task.Run(() => ServeAsync(socket));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using NetworkStream clear = new(socket, ownsSocket: true);
        try
        {
            await SayAsync(clear, "220 mx ESMTP");
            if (!await TalkAsync(clear, isSecure: false)) return;
            if (StartTls == "garbage")
            {
                await SayAsync(clear, "220 go on");
                await clear.WriteAsync("this is no handshake, only text that is long enough\r\n"u8.ToArray(), _end.Token);
                return;
            }

            await SayAsync(clear, StartTls == "inject" ? "220 go on\r\n250-mx\r\n250 AUTH LOGIN" : "220 go on");
            await using SslStream secure = new(clear);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _end.Token);
            await TalkAsync(secure, isSecure: true);
        }
        catch (Exception error) when (error is IOException or AuthenticationException or ObjectDisposedException or OperationCanceledException)
        {
            Commands.Enqueue("(broken)");
        }
    }

    /// <summary>Obeys commands.</summary>
    /// <returns>Whether TLS is to begin.</returns>
    private async Task<bool> TalkAsync(Stream stream, bool isSecure)
    {
        while (await LineAsync(stream) is { } line)
        {
            Commands.Enqueue((isSecure ? "TLS " : "") + line);
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync(stream, string.Join("\r\n", ["250-mx", .. isSecure ? Extensions.Select(static name => "250-" + name) : OffersTls ? ["250-STARTTLS"] : [], "250 8BITMIME"]));
                    break;
                case "STARTTLS":
                    if (StartTls is "garbage" or "inject" || StartTls.StartsWith("220", StringComparison.Ordinal)) return true;
                    if (StartTls is "close") return false;
                    await SayAsync(stream, StartTls);
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go on");
                    StringBuilder text = new();
                    while (await LineAsync(stream) is { } piece && piece != ".") text.Append(piece).Append("\r\n");
                    Messages.Enqueue(text.ToString());
                    await SayAsync(stream, "250 2.0.0 taken");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return false;
                default:
                    await SayAsync(stream, "250 2.0.0 ok");
                    break;
            }
        }

        return false;
    }

    private async Task SayAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), _end.Token);

    private async Task<string?> LineAsync(Stream stream)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _end.Token) > 0)
        {
            if (one[0] == '\n') return line.ToString();
            if (one[0] != '\r') line.Append((char)one[0]);
        }

        return null;
    }
}
