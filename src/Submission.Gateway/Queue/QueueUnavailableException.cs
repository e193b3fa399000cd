namespace Submission.Gateway.Queue;

/// <summary>What keeps the queue does not answer, or answers with an error of its own. Nothing was changed that was not told as changed.</summary>
public sealed class QueueUnavailableException : Exception
{
    /// <summary>Makes the exception without a cause.</summary>
    public QueueUnavailableException()
        : this("The queue is not available.")
    {
    }

    /// <summary>Makes the exception.</summary>
    public QueueUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public QueueUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
