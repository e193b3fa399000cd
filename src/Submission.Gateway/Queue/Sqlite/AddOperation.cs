namespace Submission.Gateway.Queue.Sqlite;

/// <summary>Adds a message.</summary>
internal sealed class AddOperation(PreparedMessage message) : WriteOperation<QueueAddition>
{
    private const int Begun = 1;
    private const int Abandoned = 2;
    private int _state;

    public override void Fail(WriteFailure failure) => Answer(QueueAddition.NotStored(failure.Outcome));

    /// <summary>Waits for the answer. Where the wait is ended, the message's octets are no longer looked at afterwards.</summary>
    public async ValueTask<QueueAddition> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Interlocked.CompareExchange(ref _state, Abandoned, 0) != Begun)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return await Completion.ConfigureAwait(false); // it is being written
        }
    }

    protected override QueueAddition Work(WriteSession session)
    {
        if (Interlocked.CompareExchange(ref _state, Begun, 0) == Abandoned) return QueueAddition.NotStored(QueueAdditionOutcome.Unavailable);
        long number = message.Write(session);
        return message.IsClaimed ? new QueueAddition(QueueAdditionOutcome.Stored, message.Claims(number, session.Now)) : QueueAddition.Stored;
    }
}
