using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Sqlite;

namespace Submission.Gateway.Tests.Queue;

/// <summary>A folder for a queue, removed at the end.</summary>
internal sealed class SqliteQueueFolder : IDisposable
{
    public SqliteQueueFolder() => Options = new SqliteQueueOptions { Directory = Path };

    public string Path { get; } = Directory.CreateTempSubdirectory("queue-").FullName;

    public SqliteQueueOptions Options { get; }

    public RecordingLog Log { get; } = new();

    public SteppingClock Clock { get; } = new();

    public string Database => System.IO.Path.Combine(Path, "queue.db");

    public string[] BodyFiles => Directory.GetFiles(System.IO.Path.Combine(Path, "bodies"), "*", SearchOption.AllDirectories);

    public string[] DamagedFolders => Directory.GetDirectories(Path, "damaged-*");

    public SqliteMessageQueue Open() => SqliteMessageQueue.Open(Options, Clock, Log);

    /// <summary>A folder with the same files, as a power cut would leave them.</summary>
    public SqliteQueueFolder Copy()
    {
        SqliteQueueFolder copy = new();
        foreach (string file in Directory.GetFiles(Path, "*", SearchOption.AllDirectories))
        {
            string target = System.IO.Path.Combine(copy.Path, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            if (System.IO.Path.GetExtension(file) is not (".lock" or ".db-shm")) File.Copy(file, target);
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
