using Submission.Policy.Counters.Journal;

namespace Submission.Policy.Counters;

/// <summary>
/// The few events of a quiet counter, at their exact times and for windows of any length: what most counters hold all their life, at a fraction of the memory
/// that windows need. Not thread-safe.
/// </summary>
internal struct RecentEvents
{
    private const int Maximum = 8;

    // The oldest first; a place whose amount is 0 is free.
    private Event[]? _events;

    /// <summary>What a window of this length holds now.</summary>
    public readonly long Held(long length, long now)
    {
        long sum = 0;
        foreach (ref readonly Event item in _events.AsSpan())
        {
            if (now - item.Time <= length) sum += item.Amount;
        }

        return sum;
    }

    /// <summary>Adds an event that is not before any earlier one, and forgets those older than <paramref name="keep"/>.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryAdd(long time, long amount, long keep)
    {
        Event[] events = _events ??= new Event[1];
        int count = Forget(events, time, keep);
        amount = Math.Min(amount, SlidingWindow.MaximumAmount);
        if (count > 0 && events[count - 1].Time == time)
        {
            events[count - 1] = new Event(time, Math.Min(events[count - 1].Amount + amount, SlidingWindow.MaximumAmount));
            return true;
        }

        if (count == Maximum) return false;
        if (count == events.Length) Array.Resize(ref _events, count * 2);
        _events[count] = new Event(time, amount);
        return true;
    }

    /// <summary>When this much of what a window holds now will have left it; <see cref="long.MaxValue"/> where it holds less.</summary>
    public readonly long WhenLeft(long length, long amount, long now)
    {
        foreach (ref readonly Event item in _events.AsSpan())
        {
            if (now - item.Time > length) continue;
            amount -= item.Amount;
            if (amount <= 0) return item.Time + length + 1;
        }

        return long.MaxValue;
    }

    /// <summary>Adds to a window what it holds now.</summary>
    public readonly void CopyTo(ref SlidingWindow window, long now)
    {
        foreach (ref readonly Event item in _events.AsSpan())
        {
            if (item.Amount > 0 && now - item.Time <= window.Length) window.Add(item.Time, item.Amount);
        }
    }

    /// <summary>Writes the events down.</summary>
    public readonly void Save(RecordBuffer buffer)
    {
        int count = 0;
        foreach (ref readonly Event item in _events.AsSpan()) count += item.Amount > 0 ? 1 : 0;
        buffer.WriteCount(count);
        foreach (ref readonly Event item in _events.AsSpan())
        {
            if (item.Amount == 0) continue;
            buffer.Write(item.Time);
            buffer.WriteCount(item.Amount);
        }
    }

    /// <summary>Reads what <see cref="Save"/> has written.</summary>
    public void Restore(ref RecordReader reader)
    {
        int count = reader.Count(sizeof(long) + 1);
        if (count > Maximum) throw new InvalidDataException("A counter in the journal has too many events.");
        if (count == 0) return;
        _events = new Event[count];
        for (int i = 0; i < count; i++) _events[i] = new Event(reader.Integer(), reader.Count());
    }

    private static int Forget(Event[] events, long now, long keep)
    {
        int count = 0;
        for (int i = 0; i < events.Length; i++)
        {
            Event item = events[i];
            events[i] = default;
            if (item.Amount > 0 && now - item.Time <= keep) events[count++] = item;
        }

        return count;
    }

    private readonly record struct Event(long Time, long Amount);
}
