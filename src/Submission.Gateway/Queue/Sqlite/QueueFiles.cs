using System.Globalization;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>Where things lie in the queue's folder.</summary>
internal sealed class QueueFiles(string directory)
{
    public string Directory { get; } = Path.GetFullPath(directory);

    public string Database => Path.Combine(Directory, "queue.db");

    /// <summary>What was read out of a damaged database, until it takes its place.</summary>
    public string Salvaged => Path.Combine(Directory, "queue-salvaged.db");

    public string Lock => Path.Combine(Directory, "queue.lock");

    public string Bodies => Path.Combine(Directory, "bodies");

    /// <summary>The files of a database: itself, its log and the log's index.</summary>
    public static IEnumerable<string> Of(string database) => [database, database + "-wal", database + "-shm"];

    /// <summary>Makes a folder for what is damaged.</summary>
    public string MakeDamagedFolder(DateTimeOffset now)
    {
        string name = Path.Combine(Directory, "damaged-" + now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        string folder = name;
        for (int i = 2; System.IO.Directory.Exists(folder); i++) folder = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        System.IO.Directory.CreateDirectory(folder);
        return folder;
    }

    public static void Delete(string database)
    {
        foreach (string file in Of(database)) File.Delete(file);
    }
}
