using Submission.Policy.Counters.Journal;

namespace Submission.Policy.Counters;

/// <summary>
/// One sliding window of a busy counter: a ring of buckets that are each a thousandth of the window wide, only those that hold something. A bucket leaves when its
/// end has left the window, so nothing leaves early and nothing more than a thousandth late. Not thread-safe.
/// </summary>
internal struct SlidingWindow(long length)
{
    /// <summary>What one bucket holds at most; what is recorded beyond it is not added.</summary>
    public const long MaximumAmount = (1L << 52) - 1;

    private const int Parts = 1000;

    // A window overlaps at most 1,002 buckets, so ten bits tell them apart and the rest of an entry's 64 bits is the amount.
    private const int MaximumEntries = Parts + 2;
    private const int BucketBits = 10;
    private const long BucketMask = (1L << BucketBits) - 1;

    private long[] _ring = [];
    private long _sum;
    private long _newestBucket;
    private int _oldest;
    private int _count;

    /// <summary>The length of the window in ticks.</summary>
    public long Length { get; } = length;

    private readonly long BucketWidth => Length / Parts;

    /// <summary>What the window holds at a moment that is not before any earlier one.</summary>
    public long Held(long now)
    {
        while (_count > 0)
        {
            long entry = _ring[_oldest];
            if (now < LeavesAt(entry)) break;
            _sum -= entry >> BucketBits;
            _oldest = Next(_oldest);
            _count--;
        }

        return _sum;
    }

    /// <summary>Adds an event at a moment that is not before any earlier one.</summary>
    public void Add(long time, long amount)
    {
        Held(time);
        if (_count > 0 && time < (_newestBucket + 1) * BucketWidth)
        {
            ref long newest = ref _ring[Wrap(_oldest + _count - 1)];
            long before = newest >> BucketBits;
            long after = Math.Min(before + Math.Min(amount, MaximumAmount), MaximumAmount);
            newest += (after - before) << BucketBits;
            _sum += after - before;
            return;
        }

        if (_count == _ring.Length) Resize(Math.Clamp(_count * 2, 2, MaximumEntries));
        _newestBucket = time / BucketWidth;
        amount = Math.Min(amount, MaximumAmount);
        _ring[Wrap(_oldest + _count)] = (amount << BucketBits) | (_newestBucket & BucketMask);
        _count++;
        _sum += amount;
    }

    /// <summary>When this much of what the window holds will have left it; <see cref="long.MaxValue"/> where it holds less.</summary>
    public readonly long WhenLeft(long amount)
    {
        int index = _oldest;
        for (int i = 0; i < _count; i++)
        {
            amount -= _ring[index] >> BucketBits;
            if (amount <= 0) return LeavesAt(_ring[index]);
            index = Next(index);
        }

        return long.MaxValue;
    }

    /// <summary>Adds what another window holds, each bucket at the latest moment it can be from, so that nothing leaves too early.</summary>
    public void AddAll(in SlidingWindow source, long now)
    {
        int index = source._oldest;
        for (int i = 0; i < source._count; i++)
        {
            long entry = source._ring[index];
            long end = source.LeavesAt(entry) - source.Length;
            Add(Math.Min(end - 1, now), entry >> BucketBits);
            index = source.Next(index);
        }
    }

    /// <summary>Gives the memory back that a busier time has left unused.</summary>
    public void Trim(long now)
    {
        Held(now);
        if (_ring.Length > 16 && _count * 4 <= _ring.Length) Resize(Math.Max(_count * 2, 4));
    }

    /// <summary>Writes the window down.</summary>
    public readonly void Save(RecordBuffer buffer)
    {
        buffer.Write(Length);
        buffer.Write(_newestBucket);
        buffer.WriteCount(_count);
        int index = _oldest;
        for (int i = 0; i < _count; i++)
        {
            buffer.Write(_ring[index]);
            index = Next(index);
        }
    }

    /// <summary>Reads what <see cref="Save"/> has written.</summary>
    public static SlidingWindow Restore(ref RecordReader reader)
    {
        SlidingWindow window = new(reader.Integer()) { _newestBucket = reader.Integer() };
        int count = reader.Count(sizeof(long));
        if (count > MaximumEntries || window.Length < Parts) throw new InvalidDataException("A window in the journal is impossible.");
        window._ring = new long[count];
        for (int i = 0; i < count; i++)
        {
            window._ring[i] = reader.Integer();
            window._sum += window._ring[i] >> BucketBits;
        }

        window._count = count;
        return window;
    }

    private readonly long LeavesAt(long entry)
    {
        long bucket = _newestBucket - ((_newestBucket - entry) & BucketMask);
        return ((bucket + 1) * BucketWidth) + Length;
    }

    private readonly int Next(int index) => index + 1 == _ring.Length ? 0 : index + 1;

    private readonly int Wrap(int index) => index >= _ring.Length ? index - _ring.Length : index;

    private void Resize(int capacity)
    {
        long[] ring = new long[capacity];
        int first = Math.Min(_count, _ring.Length - _oldest);
        Array.Copy(_ring, _oldest, ring, 0, first);
        Array.Copy(_ring, 0, ring, first, _count - first);
        _ring = ring;
        _oldest = 0;
    }
}
