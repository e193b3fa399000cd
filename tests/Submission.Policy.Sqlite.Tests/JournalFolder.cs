using Submission.Policy.Counters;

namespace Submission.Policy.Sqlite.Tests;

/// <summary>Folders for journals, removed at the end.</summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("counters-");
    private int _count;

    public string Path => _root.FullName;

    public string Database => System.IO.Path.Combine(Path, "counters.db");

    public ICounterJournal Open() => SqliteCounterJournal.Open(Path);

    /// <summary>A store in a folder of its own. From any thread: samples of a property are tried at once.</summary>
    public DurableBench NewBench(long minimumLog)
    {
        string folder = System.IO.Path.Combine(Path, $"{Interlocked.Increment(ref _count)}");
        return new DurableBench(() => SqliteCounterJournal.Open(folder), minimumLog);
    }

    public void Dispose() => _root.Delete(recursive: true);
}
