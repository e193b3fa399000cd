using CsCheck;
using Submission.Policy.Counters;

namespace Submission.Policy.Sqlite.Tests;

/// <summary>Files that are cut off, or not as they were written: the store starts, says what is missing, and never takes what is damaged for good.</summary>
public sealed class JournalDamageTests : IDisposable
{
    private const int Subjects = 40;

    private static readonly CounterLimit Day = CounterBench.Limit((60, 1_000), (86400, 1_000));

    // What a store leaves that has ended, and what one leaves that was killed: there the log of the database is not yet copied into it.
    private readonly JournalFolder _ended = new();
    private readonly JournalFolder _killed = new();
    private readonly JournalFolder _folder = new();

    // The least that was read of a subject.
    private long _read;

    public void Dispose()
    {
        _ended.Dispose();
        _killed.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Cut_AtAnyOctet_IsToldOrHarmless()
    {
        VirtualTime time = Fill();
        Gen.Select(Gen.Enum<Damaged>(), Gen.Double[0, 1]).Sample(
            (file, place) => Check(time, file, octets => octets[..(int)(octets.Length * place)]),
            iter: 60, threads: 1);
    }

    [Fact]
    public void Flip_OfAnyBit_IsToldOrHarmless()
    {
        VirtualTime time = Fill();
        Gen.Select(Gen.Enum<Damaged>(), Gen.Double[0, 0.999999], Gen.Int[0, 7]).Sample(
            (file, place, bit) => Check(time, file, octets =>
            {
                octets[(int)(octets.Length * place)] ^= (byte)(1 << bit);
                return octets;
            }),
            iter: 60, threads: 1);
    }

    // SQLite only reads a file of a format that it does not know for writers.
    [Fact]
    public void Flip_InTheVersionForWriters_LosesNothing()
    {
        VirtualTime time = Fill();
        for (int bit = 0; bit < 8; bit++)
        {
            Check(time, Damaged.Ended, octets =>
            {
                octets[18] ^= (byte)(1 << bit);
                return octets;
            });
            Assert.Equal(30, _read);
        }
    }

    [Fact]
    public void Remains_AfterDamage_AreKeptAside()
    {
        VirtualTime time = Fill();
        Copy(_killed, _folder);
        File.WriteAllText(_folder.Database, "This is no database.");
        File.Delete(_folder.Database + "-wal");
        using DurableBench bench = new(_folder.Open, time: time);
        Assert.NotNull(bench.Durable.Loss);
        Assert.Equal("This is no database.", File.ReadAllText(Path.Combine(_folder.Path, "damaged-1", "counters.db")));
        bench.Use("a", Day);
        bench.Reopen();
        Assert.Null(bench.Durable.Loss);
        Assert.Equal(1, bench.Read("a", Day).Used);
    }

    [Fact]
    public void Database_ThatIsGone_IsTold()
    {
        VirtualTime time = Fill();
        Copy(_killed, _folder);
        foreach (string file in Directory.GetFiles(_folder.Path, "counters.db*")) File.Delete(file);
        using DurableBench bench = new(_folder.Open, time: time);
        Assert.Contains("missing", bench.Durable.Loss, StringComparison.Ordinal);
    }

    private VirtualTime Fill()
    {
        VirtualTime time = new();
        DurableBench bench = new(_ended.Open, minimumLog: 20_000, time);
        for (int round = 1; round <= 30; round++)
        {
            for (int i = 0; i < Subjects; i++) bench.Use($"subject-{i}", Day);
            bench.Advance(1);
            Assert.True(bench.Sync());
        }

        bench.Block("blocked", TimeSpan.FromDays(1));

        Assert.True(bench.Sync());
        Copy(_ended, _killed);
        bench.Dispose();
        Assert.True(File.Exists(_killed.Database + "-wal"));
        return time;
    }

    private static void Copy(JournalFolder from, JournalFolder to)
    {
        foreach (string file in Directory.GetFiles(to.Path)) File.Delete(file);
        foreach (string folder in Directory.GetDirectories(to.Path)) Directory.Delete(folder, recursive: true);
        foreach (string file in Directory.GetFiles(from.Path, "counters.*"))
        {
            if (!file.EndsWith("-shm", StringComparison.Ordinal) && !file.EndsWith(".lock", StringComparison.Ordinal)) File.Copy(file, Path.Combine(to.Path, Path.GetFileName(file)));
        }
    }

    private void Check(VirtualTime time, Damaged file, Func<byte[], byte[]> damage)
    {
        Copy(file == Damaged.Ended ? _ended : _killed, _folder);
        string path = file == Damaged.KilledLog ? _folder.Database + "-wal" : _folder.Database;
        byte[] octets = File.ReadAllBytes(path);
        if (octets.Length > 0) File.WriteAllBytes(path, damage(octets));
        using DurableBench bench = new(_folder.Open, time: time);
        long[] used = [.. Enumerable.Range(0, Subjects).Select(i => bench.Read($"subject-{i}", Day).Used)];
        Assert.All(used, count => Assert.InRange(count, 0, 30));
        _read = used.Min();
        if (bench.Durable.Loss is null)
        {
            Assert.All(used, count => Assert.Equal(30, count));
            Assert.True(bench.FindBlock("blocked").IsFound);
        }

        // What it writes from now on is sound.
        bench.Use("after", Day);
        bench.Reopen();
        Assert.Null(bench.Durable.Loss);
        Assert.Equal(used, Enumerable.Range(0, Subjects).Select(i => bench.Read($"subject-{i}", Day).Used));
        Assert.Equal(1, bench.Read("after", Day).Used);
    }

    private enum Damaged
    {
        Ended = 0,
        KilledDatabase = 1,
        KilledLog = 2,
    }
}
