using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Sqlite;
using Xunit;

namespace Submission.Gateway.Tests.Queue;

/// <summary>Repairs that do not go through, and what goes on beside them.</summary>
public sealed class QueueStoreTests : IAsyncLifetime
{
    private const int Messages = 30;
    private const string CountMessages = "SELECT count(*) FROM message";
    private const string CountSuspensions = "SELECT count(*) FROM suspension";
    private const string Suspend = "INSERT INTO suspension VALUES('x.example', '', 0, NULL)";

    private readonly SqliteQueueFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Salvaged => Path.Combine(_folder.Path, "queue-salvaged.db");

    public async ValueTask InitializeAsync()
    {
        await using SqliteMessageQueue queue = _folder.Open();
        await AddAsync(queue, Messages);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Probe_AfterOneThatCouldNotBeDeleted_GoesOn()
    {
        using QueueStore store = Open();
        store.Session.Database.Execute("INSERT INTO meta VALUES('probe', 1)");
        store.Probe();
        Assert.True(store.TryHeal(isDamaged: false, out _));
    }

    [Fact]
    public async Task Repair_Q5_WhileOthersRead_LeavesNobodyWithTheDatabaseThatWasMovedAway()
    {
        using QueueStore store = Open();
        bool isRepaired = false;
        Task[] reading = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(
            () =>
            {
                while (!Volatile.Read(ref isRepaired)) TryRead(store.Readers);
            },
            Token))];
        bool isHealed = false;
        for (int i = 0; i < 20 && !isHealed; i++) isHealed = store.TryHeal(isDamaged: true, out _);
        Assert.True(isHealed);
        Volatile.Write(ref isRepaired, true);
        await Task.WhenAll(reading);
        store.Session.Database.Execute(Suspend);
        Assert.Equal([1, 1, 1, 1, 1], ReadNested(store.Readers, 5));
    }

    [Fact]
    public void Repair_Q5_ThatFails_IsDoneAtTheNextTry()
    {
        using QueueStore store = Open();
        Directory.CreateDirectory(Salvaged);
        Assert.False(store.TryHeal(isDamaged: true, out _));
        Assert.Empty(_folder.DamagedFolders);
        Directory.Delete(Salvaged);
        Assert.True(store.TryHeal(isDamaged: false, out string? reason), reason);
        Assert.Single(_folder.DamagedFolders);
        Assert.Equal(Messages, store.Session.Database.Query(CountMessages));
    }

    [Fact]
    public void Repair_Q5_ThatFailedAfterTheDatabaseWasMovedAway_GoesOnWithWhatWasReadOutOfIt()
    {
        using QueueStore store = Open();
        File.Copy(_folder.Database, Salvaged); // as it was moved away before what was read out of it could take its place
        File.Delete(_folder.Database);
        Assert.True(store.TryHeal(isDamaged: false, out string? reason), reason);
        Assert.Equal(Messages, store.Session.Database.Query(CountMessages));
        Assert.False(File.Exists(Salvaged));
        Assert.Empty(_folder.DamagedFolders);
    }

    [Fact]
    public async Task Open_Q5_AfterADeathBeforeTheLogWasMovedAway_LeavesTheLogOut()
    {
        using SqliteQueueFolder salvaged = _folder.Copy();
        await using (SqliteMessageQueue queue = salvaged.Open()) await AddAsync(queue, 100);
        await using SqliteMessageQueue old = _folder.Open();
        await AddAsync(old, 10);
        using SqliteQueueFolder left = _folder.Copy();
        Assert.NotEqual(0, new FileInfo(left.Database + "-wal").Length);
        File.Move(salvaged.Database, Path.Combine(left.Path, "queue-salvaged.db"));
        File.Delete(left.Database);
        await using SqliteMessageQueue opened = left.Open();
        Assert.Equal(Messages + 100, (await opened.ListAsync(QueueFilter.All, 1000, 0, Token)).Count);
        Assert.Empty(left.DamagedFolders);
    }

    private static async Task AddAsync(SqliteMessageQueue queue, int count)
    {
        for (int i = 0; i < count; i++) Assert.Equal(QueueAdditionOutcome.Stored, (await queue.AddAsync(QueueSamples.Message($"r{i}@e.example"), Token)).Outcome);
    }

    private static void TryRead(ReaderPool readers)
    {
        try
        {
            readers.Read(static database => database.Query(CountMessages));
        }
        catch (Exception error) when (WriteErrors.Classify(error) is WriteError.Disk or WriteError.Operation or WriteError.Damage)
        {
            // Between two databases.
            Thread.Yield();
        }
    }

    /// <summary>Reads with several connections at once, so that none that is kept is left out.</summary>
    private static long[] ReadNested(ReaderPool readers, int depth) =>
        depth == 0 ? [] : readers.Read<long[]>(database => [database.Query(CountSuspensions), .. ReadNested(readers, depth - 1)]);

    private QueueStore Open() => new(_folder.Options, _folder.Clock, _folder.Log);
}
