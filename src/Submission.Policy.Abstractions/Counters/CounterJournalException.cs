namespace Submission.Policy.Counters;

/// <summary>A journal cannot do what is asked.</summary>
public sealed class CounterJournalException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, in words for operators.</param>
    /// <param name="innerException">The cause.</param>
    /// <param name="isDamaged">Whether what is kept is damaged, so that trying again cannot help.</param>
    public CounterJournalException(string message, Exception? innerException = null, bool isDamaged = false)
        : base(message, innerException) => IsDamaged = isDamaged;

    /// <summary>Whether what is kept is damaged.</summary>
    public bool IsDamaged { get; }
}
