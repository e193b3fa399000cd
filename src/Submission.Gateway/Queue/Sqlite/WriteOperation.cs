namespace Submission.Gateway.Queue.Sqlite;

/// <summary>Something that the writer's thread does in a transaction, together with what others want written at that moment.</summary>
internal abstract class WriteOperation
{
    /// <summary>Does it. It is done again, in a transaction of its own, where the first transaction failed.</summary>
    public abstract void Run(WriteSession session);

    /// <summary>Tells the caller what came of it, once it would survive a power cut.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that it was not done.</summary>
    public abstract void Fail(WriteFailure failure);
}

/// <summary>A <see cref="WriteOperation"/> with a result.</summary>
internal abstract class WriteOperation<T> : WriteOperation
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Completion => _completion.Task;

    public sealed override void Run(WriteSession session) => _result = Work(session);

    public sealed override void Complete() => _completion.TrySetResult(_result!);

    public override void Fail(WriteFailure failure) => _completion.TrySetException(failure.ToException());

    protected abstract T Work(WriteSession session);

    protected void Answer(T result) => _completion.TrySetResult(result);
}

/// <summary>A <see cref="WriteOperation{T}"/> that is a method.</summary>
internal sealed class WriteWork<T>(Func<WriteSession, T> work) : WriteOperation<T>
{
    protected override T Work(WriteSession session) => work(session);
}
