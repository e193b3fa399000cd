namespace Submission.Gateway.Queue.Sqlite;

/// <summary>Why something was not written.</summary>
/// <param name="Outcome">What one who adds a message is told.</param>
/// <param name="Reason">In words.</param>
/// <param name="Cause">The error; <see langword="null"/> where the disk was not asked.</param>
internal sealed record WriteFailure(QueueAdditionOutcome Outcome, string Reason, Exception? Cause)
{
    public Exception ToException() => Cause is null ? new QueueUnavailableException(Reason) : new QueueUnavailableException(Reason, Cause);
}
