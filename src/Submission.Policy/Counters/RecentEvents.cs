using Submission.Policy.Counters.Journal;

namespace Submission.Policy.Counters;

/// <summary>
/// The few events of a quiet counter, at their exact times and for windows of any length: what most counters hold all their life, at a fraction of the memory
/// that windows need. Not thread-safe.
/// </summary>
internal struct RecentEvents
{
    private const int Maximum = 8;

    // The oldest first; a place whose amount is 0 is free. Most counters of a large store hold one event, which needs no array.
    private Event _first;
    private Event[]? _more;

    /// <summary>What a window of this length holds now.</summary>
    public readonly long Held(long length, long now)
    {
        long sum = now - _first.Time <= length ? _first.Amount : 0;
        foreach (ref readonly Event item in _more.AsSpan())
        {
            if (now - item.Time <= length) sum += item.Amount;
        }

        return sum;
    }

    /// <summary>Adds an event that is not before any earlier one, and forgets those older than <paramref name="keep"/>.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryAdd(long time, long amount, long keep)
    {
        int count = Forget(time, keep);
        amount = Math.Min(amount, SlidingWindow.MaximumAmount);
        if (count == 0)
        {
            _first = new Event(time, amount);
            return true;
        }

        Event newest = this[count - 1];
        if (newest.Time == time)
        {
            this[count - 1] = new Event(time, Math.Min(newest.Amount + amount, SlidingWindow.MaximumAmount));
            return true;
        }

        if (count == Maximum) return false;
        if (count > (_more?.Length ?? 0)) Array.Resize(ref _more, (2 * count) - 1);
        this[count] = new Event(time, amount);
        return true;
    }

    /// <summary>When this much of what a window holds now will have left it; <see cref="long.MaxValue"/> where it holds less.</summary>
    public readonly long WhenLeft(long length, long amount, long now)
    {
        for (int i = 0; i < Places; i++)
        {
            Event item = this[i];
            if (now - item.Time > length) continue;
            amount -= item.Amount;
            if (amount <= 0) return item.Time + length + 1;
        }

        return long.MaxValue;
    }

    /// <summary>Adds to a window what it holds now.</summary>
    public readonly void CopyTo(ref SlidingWindow window, long now)
    {
        for (int i = 0; i < Places; i++)
        {
            Event item = this[i];
            if (item.Amount > 0 && now - item.Time <= window.Length) window.Add(item.Time, item.Amount);
        }
    }

    /// <summary>Touches the events.</summary>
    public readonly long Warm() => _first.Time + (_more is { Length: > 0 } more ? more[^1].Time : 0);

    /// <summary>Writes the events down.</summary>
    public readonly void Save(RecordBuffer buffer)
    {
        int count = 0;
        for (int i = 0; i < Places; i++) count += this[i].Amount > 0 ? 1 : 0;
        buffer.WriteCount(count);
        for (int i = 0; i < Places; i++)
        {
            if (this[i].Amount == 0) continue;
            buffer.Write(this[i].Time);
            buffer.WriteCount(this[i].Amount);
        }
    }

    /// <summary>Reads what <see cref="Save"/> has written.</summary>
    public void Restore(ref RecordReader reader)
    {
        int count = reader.Count(sizeof(long) + 1);
        if (count > Maximum) throw new InvalidDataException("A counter in the journal has too many events.");
        if (count > 1) _more = new Event[count - 1];
        for (int i = 0; i < count; i++) this[i] = new Event(reader.Integer(), reader.Count());
    }

    private readonly int Places => 1 + (_more?.Length ?? 0);

    private Event this[int index]
    {
        readonly get => index == 0 ? _first : _more![index - 1];
        set
        {
            if (index == 0) _first = value;
            else _more![index - 1] = value;
        }
    }

    private int Forget(long now, long keep)
    {
        int count = 0;
        for (int i = 0; i < Places; i++)
        {
            Event item = this[i];
            this[i] = default;
            if (item.Amount > 0 && now - item.Time <= keep) this[count++] = item;
        }

        return count;
    }

    private readonly record struct Event(long Time, long Amount);
}
