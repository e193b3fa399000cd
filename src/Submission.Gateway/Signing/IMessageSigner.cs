using Submission.Gateway.Queue;

namespace Submission.Gateway.Signing;

/// <summary>The port that signs messages as they are taken, when everything of ours has been added to them (RFC 6376). Implementations are thread-safe.</summary>
public interface IMessageSigner
{
    /// <summary>Makes the signatures of a message.</summary>
    /// <param name="message">The message as it will be stored, <see cref="NewMessage.Prefix"/> included.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Header fields that go above all others, each ended by CRLF; empty where the message is not to be signed.</returns>
    ValueTask<ReadOnlyMemory<byte>> SignAsync(NewMessage message, CancellationToken cancellationToken);
}
