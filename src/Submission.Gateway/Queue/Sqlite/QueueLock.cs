namespace Submission.Gateway.Queue.Sqlite;

/// <summary>Keeps a folder for one process, as long as that lives.</summary>
internal static class QueueLock
{
    /// <exception cref="QueueUnavailableException">Another has it, or the folder cannot be used.</exception>
    public static FileStream Take(QueueFiles files)
    {
        try
        {
            DirectorySync.Create(files.Bodies);
            return new FileStream(files.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string why = File.Exists(files.Lock) && error is IOException ? "is in use by another process" : "cannot be used";
            throw new QueueUnavailableException($"The queue's folder {files.Directory} {why}: {error.Message}", error);
        }
    }
}
