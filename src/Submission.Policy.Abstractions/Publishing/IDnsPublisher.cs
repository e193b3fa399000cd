namespace Submission.Policy.Publishing;

/// <summary>
/// Publishes TXT records in zones that we serve. Both ways of a change may be repeated: what is there already, or gone already, is done. Names are in ASCII, without a trailing dot.
/// Implementations are thread-safe, and throw only for a bug or a cancellation.
/// </summary>
public interface IDnsPublisher
{
    /// <summary>Adds a TXT record beside those that are at its name.</summary>
    /// <param name="zone">The zone that holds the name.</param>
    /// <param name="name">The name.</param>
    /// <param name="text">The text, in ASCII; it is split into strings of at most 255 octets.</param>
    /// <param name="ttl">How long the record may be remembered.</param>
    /// <param name="cancellationToken">Ends the wait; whether the record is there is then unknown.</param>
    ValueTask<DnsPublication> AddTextAsync(string zone, string name, string text, TimeSpan ttl, CancellationToken cancellationToken);

    /// <summary>Removes one TXT record; others at its name stay.</summary>
    /// <param name="zone">The zone that holds the name.</param>
    /// <param name="name">The name.</param>
    /// <param name="text">The text of the record.</param>
    /// <param name="cancellationToken">Ends the wait; whether the record is gone is then unknown.</param>
    ValueTask<DnsPublication> RemoveTextAsync(string zone, string name, string text, CancellationToken cancellationToken);
}
