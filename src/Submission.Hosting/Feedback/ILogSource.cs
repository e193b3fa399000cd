namespace Submission.Hosting.Feedback;

/// <summary>A log that grows.</summary>
internal interface ILogSource
{
    /// <summary>What is added to the log from now on, in pieces that end anywhere; what cannot be read is told to the host's own log, and tried again.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Pieces, each of which is overwritten by the next.</returns>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken);
}
