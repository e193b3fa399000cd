using CsCheck;

namespace Durability.Tests.PowerCut;

/// <summary>The simulated disk against what is said of one: a list of all that was done.</summary>
public sealed class SimulatedDiskTests
{
    private const int Length = 3 * DiskFile.Page;

    [Fact]
    public void Name_OfAFileThatIsSyncedInAFolderThatIsNot_IsLost()
    {
        var disk = new SimulatedDisk();
        disk.CreateFolder("a");
        disk.Create("a/f");
        disk.File("a/f").Write(0, [1]);
        Sync(disk, "a/f");
        Assert.Empty(disk.After(Survival.Nothing, new Random(0)));
        Sync(disk, "a");
        Assert.Empty(disk.After(Survival.Nothing, new Random(0)));
        Sync(disk, "");
        SortedDictionary<string, byte[]?> left = disk.After(Survival.Nothing, new Random(0));
        Assert.Equal(["a", "a/f"], left.Keys);
        Assert.Equal([1], left["a/f"]);
    }

    [Fact]
    public void Rename_BeforeItsFolderIsSynced_LeavesTheOneNameOrTheOther()
    {
        var disk = new SimulatedDisk();
        disk.Create("f");
        Sync(disk, "");
        disk.Rename("f", "g");
        var random = new Random(1);
        string[] left = [.. Enumerable.Range(0, 50).Select(_ => Assert.Single(disk.After(Survival.Some, random)).Key).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(["f", "g"], left);
        Assert.Equal("f", Assert.Single(disk.After(Survival.Nothing, random)).Key);
        Sync(disk, "");
        Assert.Equal("g", Assert.Single(disk.After(Survival.Nothing, random)).Key);
    }

    [Fact]
    public void Sync_CoversWhatWasWrittenBeforeItBegan()
    {
        var disk = new SimulatedDisk();
        disk.Create("f");
        Sync(disk, "");
        DiskFile file = disk.File("f");
        file.Write(0, [1, 1]);
        long mark = file.Mark;
        file.Write(1, [2, 2]);
        file.Settle(mark);
        Assert.Equal([1, 1], file.After(Survival.Nothing, new Random(0)));
        Assert.Equal([1, 2, 2], file.After(Survival.Everything, new Random(0)));
        file.Settle(file.Mark);
        file.Settle(mark);
        Assert.Equal([1, 2, 2], file.After(Survival.Nothing, new Random(0)));
    }

    [Fact]
    public void File_AnySequence_IsAfterwardsWhatSomeOfItMadeOfEachPage()
    {
        // Kind 0 and 1 write, 2 sets the length, 3 syncs.
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, Length], Gen.Int[1, Length / 2]).Array[1, 12].Select(Gen.Int).Sample((steps, seed) =>
        {
            var file = new DiskFile();
            List<byte[]> states = [[]];
            for (int i = 0; i < steps.Length; i++)
            {
                (int kind, int at, int length) = steps[i];
                byte[] last = [.. states[^1]];
                if (kind == 3)
                {
                    file.Settle(file.Mark);
                    states.RemoveRange(0, states.Count - 1);
                    continue;
                }

                if (kind == 2)
                {
                    file.SetLength(at);
                    Array.Resize(ref last, at);
                }
                else
                {
                    byte[] octets = [.. Enumerable.Repeat((byte)(i + 1), length)];
                    file.Write(at, octets);
                    Array.Resize(ref last, Math.Max(last.Length, at + length));
                    octets.CopyTo(last, at);
                }

                states.Add(last);
            }

            Assert.Equal(states[0], file.After(Survival.Nothing, new Random(seed)));
            Assert.Equal(states[^1], file.After(Survival.Everything, new Random(seed)));
            byte[] some = file.After(Survival.Some, new Random(seed));
            Assert.Contains(some.Length, states.Select(static state => state.Length));
            for (int page = 0; page < some.Length; page += DiskFile.Page)
            {
                byte[] found = PageOf(some, page, some.Length);
                Assert.Contains(found, states.Select(state => PageOf(state, page, some.Length)));
            }
        });
    }

    // What lies behind a file's end reads as zeros once the file is longer.
    private static byte[] PageOf(byte[] octets, int page, int length)
    {
        byte[] copy = new byte[Math.Min(DiskFile.Page, length - page)];
        octets.AsSpan(Math.Min(page, octets.Length)..Math.Min(page + copy.Length, octets.Length)).CopyTo(copy);
        return copy;
    }

    private static void Sync(SimulatedDisk disk, string path)
    {
        DiskNode node = disk.Find(path)!;
        node.Settle(node.Mark);
    }
}
