namespace Submission.PostfixPolicy.Sessions;

/// <summary>Lets one in after the other. Until somebody has to wait, which no Postfix makes anybody do, it is a number. Not to be copied; thread-safe.</summary>
internal struct Gate
{
    // Who is inside, and who waits.
    private int _count;
    private SemaphoreSlim? _door;

    /// <summary>Whether nobody is inside.</summary>
    public readonly bool IsFree => Volatile.Read(in _count) == 0;

    /// <summary>Goes in where nobody is inside.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref _count, 1, 0) == 0;

    /// <summary>Goes in, or stands in line.</summary>
    /// <returns>Completed where the caller is inside. There is no way out of the line.</returns>
    public Task EnterAsync() => Interlocked.Increment(ref _count) == 1 ? Task.CompletedTask : Door.WaitAsync(CancellationToken.None);

    /// <summary>Goes out.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _count) > 0) Door.Release();
    }

    private SemaphoreSlim Door => LazyInitializer.EnsureInitialized(ref _door, static () => new SemaphoreSlim(0));
}
