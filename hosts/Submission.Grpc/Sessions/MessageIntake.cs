using Submission.Smtp.Content;

namespace Submission.Grpc.Sessions;

/// <summary>Takes in the octets of messages, one after another: a little in memory, more in a file. Not thread-safe.</summary>
/// <param name="maximumSize">The most octets of a message; what comes above is dropped, and the message has a fault.</param>
/// <param name="directory">Where the files are.</param>
internal sealed class MessageIntake(long maximumSize, string directory) : IDisposable
{
    private const int MemoryPerMessage = 64 * 1024;
    private MessageSpool? _spool;

    public void Append(ReadOnlySpan<byte> octets) => (_spool ??= new MessageSpool(maximumSize, MemoryPerMessage, directory)).Append(octets);

    /// <summary>Ends the taking in.</summary>
    /// <param name="body">The octets, until <see cref="Clear"/>; <see langword="null"/> where none have come.</param>
    /// <param name="fault">What went wrong, where the method returns <see langword="false"/>.</param>
    public bool TryComplete(out MessageBody? body, out ContentFault fault)
    {
        body = _spool?.Complete();
        fault = _spool?.Fault ?? ContentFault.None;
        return fault == ContentFault.None;
    }

    /// <summary>Forgets the message.</summary>
    public void Clear()
    {
        _spool?.Dispose();
        _spool = null;
    }

    public void Dispose() => Clear();
}
