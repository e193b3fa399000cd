using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Submission.Policy.Lookups;

/// <summary>How an attempt to scan ended.</summary>
/// <param name="Result">Its result; a reason does not name the scanner yet.</param>
/// <param name="IsBroken">Whether clamd has said nothing about this scan, so that another connection may do better.</param>
internal readonly record struct ClamdAttempt(LookupResult<string> Result, bool IsBroken);

/// <summary>A session with clamd (clamd(8), IDSESSION): scans one message after another. Not thread-safe.</summary>
internal sealed class ClamdConnection(Socket socket) : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private const int LengthSize = sizeof(int);

    private readonly ClamdReplyBuffer _reply = new();
    private uint _scans;

    /// <summary>Whether clamd has neither closed the session nor said anything that nobody asked for.</summary>
    public bool IsQuiet => !socket.Poll(0, SelectMode.SelectRead);

    public void Dispose() => socket.Dispose();

    /// <summary>Scans a message; the session may be used again only where it is known to be clean or not.</summary>
    /// <exception cref="IOException">The message cannot be read.</exception>
    public async ValueTask<ClamdAttempt> ScanAsync(MessageOctets message, CancellationToken cancellationToken)
    {
        _scans++;
        // clamd may speak and close in the middle of the upload, so that the answer is awaited before there can be one.
        Task<ClamdReplyEnd> reading = _reply.ReadAsync(socket, cancellationToken);
        bool isWhole;
        try
        {
            isWhole = await SendAsync(message, reading, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            isWhole = false;
        }
        catch
        {
            socket.Dispose();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return Judge(await reading.ConfigureAwait(false), isWhole);
    }

    private ClamdAttempt Judge(ClamdReplyEnd end, bool isWhole)
    {
        switch (end)
        {
            case ClamdReplyEnd.Closed:
                string when = _reply.Text.Length > 0 ? "in the middle of its answer" : isWhole ? "without an answer" : "in the middle of the message";
                return Broken($"closed the connection {when}");
            case ClamdReplyEnd.TooLong:
                return Broken("answered more than can be an answer");
        }

        LookupResult<string> result = ClamdReply.Read(_reply.Text, _scans, out bool isOwn);
        if (!isWhole && !result.IsUnavailable) return Broken("answered before it had the whole message");
        return new ClamdAttempt(result, IsBroken: !isOwn && _scans > 1);
    }

    private ClamdAttempt Broken(string reason) => new(LookupResult<string>.Unavailable(reason), IsBroken: _scans > 1);

    // Returns whether all of the message was sent before clamd said anything.
    private async ValueTask<bool> SendAsync(MessageOctets message, Task reading, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int used = WriteCommand(buffer);
            while (true)
            {
                int length = await message.ReadAsync(buffer.AsMemory(used + LengthSize, BufferSize - used - (2 * LengthSize)), cancellationToken).ConfigureAwait(false);
                if (length > 0)
                {
                    BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(used), length);
                    used += LengthSize + length;
                }

                bool isLast = message.Remaining == 0;
                if (isLast)
                {
                    BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(used), 0);
                    used += LengthSize;
                }

                if (reading.IsCompleted) return false;
                await socket.SendAllAsync(buffer.AsMemory(0, used), cancellationToken).ConfigureAwait(false);
                if (isLast) return true;
                used = 0;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private int WriteCommand(Span<byte> buffer)
    {
        ReadOnlySpan<byte> command = _scans == 1 ? "zIDSESSION\0zINSTREAM\0"u8 : "zINSTREAM\0"u8;
        command.CopyTo(buffer);
        return command.Length;
    }
}
