using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Conformance.Worlds;

namespace Conformance.Postfix;

/// <summary>
/// Tells a real Postfix whose password is right (its SASL type "dovecot": the authentication protocol of Dovecot, version 1): the accounts are those of the case that is played, which no
/// password file could follow.
/// </summary>
internal sealed class SaslServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    public SaslServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>As main.cf writes it.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"inet:127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The world whose accounts are asked.</summary>
    public CaseWorld? World { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> served = [];
        try
        {
            while (true) served.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient owned = client;
        NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        try
        {
            await stream.WriteAsync("VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t0123456789abcdef0123456789abcdef\nDONE\n"u8.ToArray(), _stopping.Token);
            while (await reader.ReadLineAsync(_stopping.Token) is { } line)
            {
                string[] words = line.Split('\t');
                if (words is ["AUTH", var id, "PLAIN", ..]) await stream.WriteAsync(Encoding.UTF8.GetBytes(Answer(id, words) + "\n"), _stopping.Token);
                else if (words is ["CONT", var other, ..]) await stream.WriteAsync(Encoding.UTF8.GetBytes($"FAIL\t{other}\n"), _stopping.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return; // a process of Postfix has ended, or the run is over
        }
    }

    private string Answer(string id, string[] words)
    {
        const string Response = "resp=";
        string? response = words.FirstOrDefault(static word => word.StartsWith(Response, StringComparison.Ordinal));
        if (response is null) return $"CONT\t{id}\t";
        string[] parts = Encoding.UTF8.GetString(Convert.FromBase64String(response[Response.Length..])).Split('\0');
        if (World is not { Accounts.IsAvailable: true }) return $"FAIL\t{id}\ttemp";
        return parts.Length == 3 && World.Authenticate(parts[1], parts[2]).Outcome == AuthenticationOutcome.Succeeded ? $"OK\t{id}\tuser={parts[1]}" : $"FAIL\t{id}\tuser={parts[1]}";
    }
}
