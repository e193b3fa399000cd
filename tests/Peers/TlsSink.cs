using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Submission.Tests.Peers;

/// <summary>What a sink has taken.</summary>
/// <param name="Connection">The number of the connection.</param>
/// <param name="Address">The address that was connected to.</param>
/// <param name="Name">The name asked for in TLS; empty for none.</param>
/// <param name="IsEncrypted">Whether it came by TLS.</param>
/// <param name="IsResumed">Whether a TLS session was taken up again.</param>
/// <param name="To">The recipients.</param>
internal sealed record SunkMail(int Connection, string Address, string Name, bool IsEncrypted, bool IsResumed, string[] To);

/// <summary>
/// An SMTP server with STARTTLS on several loopback addresses. It is Python's, so that OpenSSL sends exactly the certificates of a file, roots and strays included: <c>NAME.pem</c> of the
/// name asked for, otherwise <c>default.pem</c>; without either the handshake fails.
/// </summary>
internal sealed class TlsSink : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sink-").FullName;
    private readonly Process _process;
    private readonly Task _reading;
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TlsSink(string[] arguments)
    {
        string script = Path.Combine(_directory, "sink.py");
        File.WriteAllText(script, TlsSinkScript.Text);
        _process = Process.Start(new ProcessStartInfo("python3", ["-u", script, _directory, .. arguments]) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false })!;
        _reading = ReadAsync();
    }

    public int Port { get; private set; }

    public ConcurrentQueue<SunkMail> Mails { get; } = new();

    /// <summary>Every command, with the number of its connection and whether it came by TLS.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    public static async Task<TlsSink> StartAsync(params string[] addresses)
    {
        TlsSink sink = new(addresses.Length == 0 ? ["127.0.0.1"] : addresses);
        sink.Port = await sink._port.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return sink;
    }

    public IPEndPoint At(string address) => new(IPAddress.Parse(address), Port);

    /// <summary>Gives it the certificates for a name, the server's own first.</summary>
    public void Serve(string name, string key, params X509Certificate2[] certificates)
    {
        string partial = Path.Combine(_directory, name + ".new");
        File.WriteAllText(partial, key + "\n" + string.Join('\n', certificates.Select(static certificate => certificate.ExportCertificatePem())) + "\n");
        File.Move(partial, Path.Combine(_directory, name + ".pem"), overwrite: true);
    }

    /// <summary>Lets it offer no STARTTLS at an address.</summary>
    public void HideTls(string address) => File.WriteAllText(Path.Combine(_directory, address + ".plain"), "");

    /// <summary>Takes the certificates for a name away.</summary>
    public void Withdraw(string name) => File.Delete(Path.Combine(_directory, name + ".pem"));

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await _reading;
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("port ", StringComparison.Ordinal)) _port.TrySetResult(int.Parse(line.AsSpan(5), CultureInfo.InvariantCulture));
            else if (line.StartsWith('{')) Mails.Enqueue(JsonSerializer.Deserialize<SunkMail>(line)!);
            else Commands.Enqueue(line);
        }

        _port.TrySetException(new InvalidOperationException("The sink has ended."));
    }
}
