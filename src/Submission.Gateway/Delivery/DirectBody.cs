using Submission.Smtp.Content;

namespace Submission.Gateway.Delivery;

/// <summary>The body of a message in memory, shared by all its jobs and let go with the last. Thread-safe.</summary>
internal sealed class DirectBody(MessageBody content, long reserved, DirectMemory memory)
{
    private int _users = 1;

    public MessageBody Content { get; } = content;

    public void Share() => Interlocked.Increment(ref _users);

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0) memory.Release(reserved);
    }
}

/// <summary>The memory for bodies on their first attempt. Thread-safe.</summary>
internal sealed class DirectMemory(long limit)
{
    private long _used;

    public bool IsNone => limit == 0;

    public bool TryReserve(long octets)
    {
        if (Interlocked.Add(ref _used, octets) <= limit) return true;
        Interlocked.Add(ref _used, -octets);
        return false;
    }

    public void Release(long octets) => Interlocked.Add(ref _used, -octets);
}
