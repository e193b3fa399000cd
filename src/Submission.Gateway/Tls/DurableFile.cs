using Submission.Gateway.Queue.Sqlite;

namespace Submission.Gateway.Tls;

/// <summary>Replaces small files so that a crash leaves the old one or the new one, never half of one.</summary>
internal static class DurableFile
{
    /// <exception cref="IOException">It cannot be written; the old file stands.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; the old file stands.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> octets)
    {
        string next = path + "." + Guid.NewGuid().ToString("N") + ".new";
        try
        {
            using (FileStream stream = new(next, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(octets);
                stream.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
        }
        catch
        {
            File.Delete(next);
            throw;
        }
    }
}
