namespace Submission.Gateway.Queue.Sqlite;

/// <summary>How much room the disk has; the system is asked once a second at most. Thread-safe.</summary>
internal sealed class FreeSpace(string directory, long minimum)
{
    private long _askedAt = long.MinValue / 2;
    private long _available;

    /// <summary>How many octets there are; <see langword="null"/> where the system does not tell.</summary>
    public long? Octets
    {
        get
        {
            HasRoomFor(0);
            return Volatile.Read(ref _available) is var available && available < long.MaxValue ? available : null;
        }
    }

    /// <summary>Whether there is room for so many octets more.</summary>
    public bool HasRoomFor(long size)
    {
        if (Environment.TickCount64 - Volatile.Read(ref _askedAt) >= 1000) Ask();
        return Volatile.Read(ref _available) - Math.Max(size, 0) >= minimum;
    }

    private void Ask()
    {
        try
        {
            Volatile.Write(ref _available, new DriveInfo(directory).AvailableFreeSpace);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Volatile.Write(ref _available, long.MaxValue); // whether there is room is then told by the writing itself
        }

        Volatile.Write(ref _askedAt, Environment.TickCount64);
    }
}
