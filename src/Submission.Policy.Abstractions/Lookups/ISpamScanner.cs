namespace Submission.Policy.Lookups;

/// <summary>Judges whether a message is spam. Implementations are thread-safe.</summary>
public interface ISpamScanner
{
    /// <summary>Scans a message.</summary>
    /// <param name="request">The message and who sends it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Found with the judgement; unavailable in any doubt. Never absent.</returns>
    ValueTask<LookupResult<SpamScan>> ScanAsync(SpamScanRequest request, CancellationToken cancellationToken);
}
