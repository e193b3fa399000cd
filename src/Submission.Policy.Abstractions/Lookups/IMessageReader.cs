namespace Submission.Policy.Lookups;

/// <summary>Reads what a message holds. Implementations are thread-safe, bounded in time and memory, and never throw for what a message holds.</summary>
public interface IMessageReader
{
    /// <summary>Reads a message.</summary>
    /// <param name="content">The message.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>
    /// Found for every message, however broken; where a bound was reached, <see cref="MessageStructure.Incomplete"/> says so. Unavailable where the octets cannot be read.
    /// </returns>
    ValueTask<LookupResult<MessageStructure>> ReadAsync(MessageContent content, CancellationToken cancellationToken);
}
