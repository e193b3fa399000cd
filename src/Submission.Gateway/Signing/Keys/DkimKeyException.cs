namespace Submission.Gateway.Signing.Keys;

/// <summary>The folder of the keys cannot be used: the message says which file, and why.</summary>
public sealed class DkimKeyException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public DkimKeyException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">Which file, and why.</param>
    public DkimKeyException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">Which file, and why.</param>
    /// <param name="innerException">What was wrong with it.</param>
    public DkimKeyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
