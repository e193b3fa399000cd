namespace Submission.Policy.Counters;

/// <summary>
/// Keeps over a restart what a store in memory has counted: records whose content only the store understands. Called by one thread at a time; every failure is a
/// <see cref="CounterJournalException"/>. A journal belongs to one process: a second one that opens it fails.
/// </summary>
public interface ICounterJournal : IDisposable
{
    /// <summary>Reads everything that is kept and can be read. Called once, before the first write.</summary>
    /// <returns>The records in any order, and what is known of those that are missing.</returns>
    /// <exception cref="CounterJournalException">Nothing can be read, for a reason that is not damage.</exception>
    CounterJournalContent Load();

    /// <summary>Makes a change as a whole or not at all. When it returns, the change survives a loss of power. After a failure the next call tries anew.</summary>
    /// <param name="change">The change.</param>
    /// <exception cref="CounterJournalException">Nothing of it is made, as far as is known.</exception>
    void Write(CounterJournalChange change);

    /// <summary>Sets everything that is kept aside, for somebody to look at, and goes on with an empty journal.</summary>
    /// <returns>Where the old journal is now.</returns>
    /// <exception cref="CounterJournalException">The disk does not allow it.</exception>
    string StartAnew();
}
