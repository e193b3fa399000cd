using System.Collections.Concurrent;

namespace Submission.Hosting.Accounts;

/// <summary>
/// Threads that do nothing but check passwords: a check takes a good part of a second of processor time by design, and must hold up neither a connection nor the
/// thread pool. Thread-safe.
/// </summary>
internal sealed class PasswordCheckThreads : IDisposable
{
    private readonly BlockingCollection<PasswordCheck> _queue;
    private readonly TimeProvider _time;
    private readonly TimeSpan _maximumWait;

    public PasswordCheckThreads(string name, int count, int queueLength, TimeSpan maximumWait, TimeProvider time)
    {
        _queue = new BlockingCollection<PasswordCheck>(queueLength);
        _time = time;
        _maximumWait = maximumWait;
        for (int i = 0; i < count; i++) new Thread(Serve) { IsBackground = true, Name = name }.Start();
    }

    public Task<PasswordCheckResult> CheckAsync(PasswordHash hash, ReadOnlySpan<byte> password, CancellationToken cancellationToken)
    {
        long deadline = _time.GetTimestamp() + (long)(_maximumWait.TotalSeconds * _time.TimestampFrequency);
        var check = new PasswordCheck(hash, password.ToArray(), deadline, cancellationToken);
        if (!TryEnqueue(check)) check.Abandon();
        return check.Result;
    }

    public void Dispose()
    {
        // The threads end by themselves once the queue is empty; disposing it under them would throw in them.
        _queue.CompleteAdding();
        while (_queue.TryTake(out PasswordCheck? check)) check.Abandon();
    }

    private bool TryEnqueue(PasswordCheck check)
    {
        try
        {
            return !_queue.IsAddingCompleted && _queue.TryAdd(check, TimeSpan.Zero);
        }
        catch (InvalidOperationException)
        {
            return false; // disposed between the two
        }
    }

    private void Serve()
    {
        foreach (PasswordCheck check in _queue.GetConsumingEnumerable()) check.Run(_time);
    }
}
