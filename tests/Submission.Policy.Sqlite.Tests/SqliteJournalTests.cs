using Submission.Policy.Counters;

namespace Submission.Policy.Sqlite.Tests;

/// <summary>The folder, its lock, and a disk that takes nothing.</summary>
public sealed class SqliteJournalTests : IDisposable
{
    private static readonly CounterLimit Day = CounterBench.Limit((86400, 100));

    private readonly JournalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_OfAFolderInUse_IsRefusedWithAClearMessage()
    {
        using ICounterJournal first = _folder.Open();
        CounterJournalException refused = Assert.Throws<CounterJournalException>(_folder.Open);
        Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AfterTheOtherHasEnded_Works()
    {
        _folder.Open().Dispose();
        _folder.Open().Dispose();
    }

    [Fact]
    public void Open_WhereNoFolderCanBe_SaysSo()
    {
        string path = Path.Combine(_folder.Path, "file");
        File.WriteAllText(path, "");
        CounterJournalException refused = Assert.Throws<CounterJournalException>(() => SqliteCounterJournal.Open(Path.Combine(path, "folder")));
        Assert.Contains("cannot be used", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshot_LetsTheLogGo()
    {
        using DurableBench bench = new(_folder.Open, minimumLog: 4_000);
        for (int i = 0; i < 3_000; i++)
        {
            bench.Use($"subject-{i % 50}", Day);
            bench.Advance(0.01);
            if (i % 20 == 0) Assert.True(bench.Sync());
        }

        Wait(() =>
        {
            bench.Sync();
            return Rows("SELECT count(*) FROM log") < 100 && Rows("SELECT count(*) FROM part") == 258;
        });
        bench.Reopen();
        Assert.Null(bench.Durable.Loss);
        Assert.Equal(60, bench.Read("subject-7", Day).Used);

        // The snapshot knows when each leaves.
        bench.Advance(86_360);
        Assert.Equal(60, bench.Read("subject-7", Day).Used);
        bench.Advance(200);
        Assert.Equal(0, bench.Read("subject-7", Day).Used);
    }

    [Fact]
    public void Block_WhereTheDiskIsFull_StandsInMemoryAndIsWrittenLater()
    {
        using DurableBench bench = new(() => new BrokenJournal(_folder.Open(), this));
        Assert.Equal(30, Enumerable.Range(0, 30).Count(_ => bench.Use("a", Day) == ReservationState.Reserved));
        Assert.True(bench.Sync());
        _isBroken = true;
        CounterBlock block = new(CounterBench.Key("a"), bench.Time.GetUtcNow(), bench.Time.GetUtcNow().AddHours(1), "test");
        Assert.False(CounterBench.Answer(bench.Store.BlockAsync(block, CancellationToken.None)));
        Assert.NotNull(bench.Durable.Trouble);
        Assert.True(bench.FindBlock("a").IsFound);
        Assert.Equal(70, bench.UseUntilRefused("a", Day));
        _isBroken = false;
        Wait(() => bench.Durable.Trouble is null);
        Assert.True(bench.Sync());
        bench.Reopen();
        Assert.Null(bench.Durable.Loss);
        Assert.True(bench.FindBlock("a").IsFound);
        Assert.Equal(100, bench.Read("a", Day).Used);
    }

    [Fact]
    public void Charges_WhileTheDiskTakesNothingForLong_AreWrittenAsASnapshot()
    {
        using DurableBench bench = new(() => new BrokenJournal(_folder.Open(), this));
        _isBroken = true;
        CounterLimit limit = CounterBench.Limit((86400, 1_000_000));
        bench.Use("quiet", limit);
        // From here on nothing is taken out of memory to be written.
        Assert.False(bench.Sync());
        for (int i = 0; i < 40_000; i++) bench.Use("busy", limit);
        _isBroken = false;
        Wait(() => bench.Sync() && Rows("SELECT count(*) FROM part") == 258);
        bench.Reopen();
        Assert.Null(bench.Durable.Loss);
        Assert.Equal((40_000L, 1L), (bench.Read("busy", limit).Used, bench.Read("quiet", limit).Used));
    }

    [Fact]
    public void Damage_FoundByTheLastWrite_IsMendedBeforeTheStoreEnds()
    {
        using DurableBench bench = new(() => new BrokenJournal(_folder.Open(), this));
        for (int i = 0; i < 5; i++) bench.Use("a", Day);
        Assert.True(bench.Sync());
        _isDamaged = true;
        bench.Use("a", Day);
        bench.Reopen();
        Assert.False(_isDamaged);
        Assert.Null(bench.Durable.Loss);
        Assert.Equal(6, bench.Read("a", Day).Used);
    }

    private volatile bool _isBroken;
    private volatile bool _isDamaged;

    private static void Wait(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)), "It did not happen within 30 seconds.");

    private long Rows(string query)
    {
        using Microsoft.Data.Sqlite.SqliteConnection connection = new($"Data Source={_folder.Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>A journal whose disk can be made to take nothing.</summary>
    private sealed class BrokenJournal(ICounterJournal journal, SqliteJournalTests tests) : ICounterJournal
    {
        public CounterJournalContent Load() => journal.Load();

        public void Write(CounterJournalChange change)
        {
            if (tests._isBroken) throw new CounterJournalException("There is no room");
            if (tests._isDamaged)
            {
                tests._isDamaged = false;
                throw new CounterJournalException("It is damaged", innerException: null, isDamaged: true);
            }

            journal.Write(change);
        }

        public string StartAnew() => journal.StartAnew();

        public void Dispose() => journal.Dispose();
    }
}
