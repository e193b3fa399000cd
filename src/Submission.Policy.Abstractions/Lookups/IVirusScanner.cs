namespace Submission.Policy.Lookups;

/// <summary>Looks for viruses. Implementations are thread-safe.</summary>
public interface IVirusScanner
{
    /// <summary>Scans a message.</summary>
    /// <param name="content">The message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// Found with the name of the virus; absent where the whole message was scanned and is clean; unavailable in any doubt: the scanner is down, slow, answers what cannot be
    /// read, or does not scan messages of this size.
    /// </returns>
    ValueTask<LookupResult<string>> ScanAsync(MessageContent content, CancellationToken cancellationToken);
}
