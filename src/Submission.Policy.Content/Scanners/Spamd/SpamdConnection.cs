using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Submission.Policy.Lookups;

/// <summary>One question to spamd and its answer. Not thread-safe.</summary>
internal sealed class SpamdConnection(Socket socket) : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private const int MaximumReplyLength = 64 * 1024;
    private const int MaximumUserLength = 254;

    private static readonly SearchValues<char> UserCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._+-=");

    public void Dispose() => socket.Dispose();

    /// <summary>Asks what spamd thinks of a message.</summary>
    /// <exception cref="IOException">The message cannot be read.</exception>
    public async ValueTask<SpamdAnswer> AskAsync(MessageOctets message, string? user, CancellationToken cancellationToken)
    {
        // spamd may refuse and close in the middle of the upload, so that the answer is awaited before there can be one.
        Task<SpamdAnswer> reading = ReadAsync(cancellationToken);
        bool isWhole;
        try
        {
            isWhole = await SendAsync(message, user, reading, cancellationToken).ConfigureAwait(false);
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

        SpamdAnswer answer = await reading.ConfigureAwait(false);
        return answer.Scan is not null && !isWhole ? new SpamdAnswer(null, "answered before it had the whole message") : answer;
    }

    // Returns whether all of the message was sent before spamd said anything.
    private async ValueTask<bool> SendAsync(MessageOctets message, string? user, Task reading, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int used = WriteHead(buffer, message.Remaining, user);
            while (true)
            {
                used += await message.ReadAsync(buffer.AsMemory(used, BufferSize - used), cancellationToken).ConfigureAwait(false);
                if (reading.IsCompleted) return false;
                bool isLast = message.Remaining == 0;
                await socket.SendAllAsync(buffer.AsMemory(0, used), cancellationToken).ConfigureAwait(false);
                used = 0;
                if (isLast) return EndSending();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool EndSending()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (SocketException)
        {
            return true; // spamd has had all, and has hung up already
        }
    }

    private static int WriteHead(Span<byte> buffer, long length, string? user)
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"SYMBOLS SPAMC/1.5\r\nContent-length: {length}\r\n");
        if (IsSafe(user)) head += $"User: {user}\r\n";
        return Encoding.ASCII.GetBytes(head + "\r\n", buffer);
    }

    private static bool IsSafe(string? user) =>
        user is { Length: > 0 and <= MaximumUserLength } && user[0] != '.' && !user.AsSpan().ContainsAnyExcept(UserCharacters)
        && !user.Contains("..", StringComparison.Ordinal);

    private async Task<SpamdAnswer> ReadAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaximumReplyLength);
        int length = 0;
        try
        {
            while (length < MaximumReplyLength)
            {
                int read = await socket.ReceiveAsync(buffer.AsMemory(length, MaximumReplyLength - length), SocketFlags.None, cancellationToken).ConfigureAwait(false);
                if (read == 0) return SpamdReply.Read(buffer.AsSpan(0, length));
                length += read;
            }

            return new SpamdAnswer(null, "answered more than can be an answer");
        }
        catch (SocketException error)
        {
            return new SpamdAnswer(null, $"lost the connection: {ScannerText.Describe(error)}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
