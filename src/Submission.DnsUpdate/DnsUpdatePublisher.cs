using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using Submission.DnsUpdate.Wire;
using Submission.Policy.Publishing;

namespace Submission.DnsUpdate;

/// <summary>Publishes TXT records by dynamic update (RFC 2136), each signed with TSIG and its answer checked (RFC 8945), over TCP. Thread-safe; holds no connection.</summary>
public sealed class DnsUpdatePublisher : IDnsPublisher
{
    private readonly DnsUpdateOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a publisher. It connects with the first update.</summary>
    /// <param name="options">Where updates go.</param>
    /// <param name="timeProvider">The clock of signatures; <see langword="null"/> means the system's.</param>
    public DnsUpdatePublisher(DnsUpdateOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Timeout < TimeSpan.FromMilliseconds(10) || options.Timeout > TimeSpan.FromMinutes(1)) throw new ArgumentException("The time-out is 10 milliseconds to 1 minute.", nameof(options));
        (_options, _time) = (options, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public ValueTask<DnsPublication> AddTextAsync(string zone, string name, string text, TimeSpan ttl, CancellationToken cancellationToken) =>
        UpdateAsync(zone, name, text, (uint)Math.Clamp(ttl.TotalSeconds, 0, int.MaxValue), isAddition: true, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsPublication> RemoveTextAsync(string zone, string name, string text, CancellationToken cancellationToken) =>
        UpdateAsync(zone, name, text, 0, isAddition: false, cancellationToken);

    private async ValueTask<DnsPublication> UpdateAsync(string zone, string name, string text, uint ttl, bool isAddition, CancellationToken cancellationToken)
    {
        if (UpdateMessage.ProblemOf(zone, name, text) is { } problem) return new DnsPublication(problem);
        ushort id = (ushort)RandomNumberGenerator.GetInt32(0x1_0000);
        byte[] message = UpdateMessage.Write(id, zone, name, text, ttl, isAddition);
        byte[] request = TransactionSignature.Sign(message, id, _options.Key, _time.GetUtcNow(), out byte[] mac);
        try
        {
            byte[] answer = await AskAsync(request, cancellationToken).ConfigureAwait(false);
            return UpdateAnswer.Read(answer, id, zone, mac, _options.Key, _time.GetUtcNow()) is { } refusal ? new DnsPublication($"The name server {_options.Server} {refusal}") : DnsPublication.Done;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DnsPublication($"The name server {_options.Server} has not answered within {_options.Timeout.TotalSeconds} s.");
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return new DnsPublication($"The name server {_options.Server} cannot be reached: {exception.Message}");
        }
    }

    private async ValueTask<byte[]> AskAsync(byte[] request, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.Timeout, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using var socket = new Socket(_options.Server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_options.Server, ending.Token).ConfigureAwait(false);
        using var stream = new NetworkStream(socket);
        byte[] framed = new byte[2 + request.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)request.Length);
        request.CopyTo(framed, 2);
        await stream.WriteAsync(framed, ending.Token).ConfigureAwait(false);
        byte[] length = new byte[2];
        await stream.ReadExactlyAsync(length, ending.Token).ConfigureAwait(false);
        byte[] answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, ending.Token).ConfigureAwait(false);
        return answer;
    }
}
