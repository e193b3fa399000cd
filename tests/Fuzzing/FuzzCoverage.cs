using SharpFuzz.Common;

namespace Submission.Tests.Fuzzing;

/// <summary>
/// Tells whether an input took a way through the instrumented code that none before it took: each jump from one place to another, and about how often.
/// There is one map in a process, so that only one target may run at a time.
/// </summary>
internal sealed unsafe class FuzzCoverage
{
    private const int Size = 1 << 16;

    // For as long as the process lives: a timer of the code under test may write there after its run.
    private static readonly byte[] Map = GC.AllocateArray<byte>(Size, pinned: true);
    private static readonly byte[] Buckets = [.. Enumerable.Range(0, 256).Select(static count => (byte)(count switch { 0 => 0, 1 => 1, 2 => 2, 3 => 4, < 8 => 8, < 16 => 16, < 32 => 32, < 128 => 64, _ => 128 }))];

    private readonly byte[] _seen = new byte[Size];

    static FuzzCoverage()
    {
        fixed (byte* map = Map) Trace.SharedMem = map;
    }

    /// <summary>How many jumps have been seen.</summary>
    public int Jumps { get; private set; }

    /// <summary>Before an input.</summary>
    public static void Reset()
    {
        Map.AsSpan().Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>After an input.</summary>
    /// <returns>Whether it took a new way.</returns>
    public bool Learn()
    {
        bool isNew = false;
        ReadOnlySpan<byte> map = Map;
        for (int i = 0; i < Size; i++)
        {
            int next = map[i..].IndexOfAnyExcept((byte)0);
            if (next < 0) break;
            i += next;
            byte bucket = Buckets[map[i]];
            if ((_seen[i] & bucket) != 0) continue;
            if (_seen[i] == 0) Jumps++;
            _seen[i] |= bucket;
            isNew = true;
        }

        return isNew;
    }
}
