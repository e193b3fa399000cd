namespace Submission.Hosting.Reloading;

/// <summary>Notices that files have changed since it was last asked. Not thread-safe.</summary>
internal sealed class WatchedFiles(params string?[] paths)
{
    private FileStamp _stamp = FileStamp.Of(paths);

    /// <summary>Whether the files have changed; where they cannot be looked at, the answer waits for the next time.</summary>
    public bool HaveChanged()
    {
        try
        {
            FileStamp stamp = FileStamp.Of(paths);
            if (stamp == _stamp) return false;
            _stamp = stamp;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
