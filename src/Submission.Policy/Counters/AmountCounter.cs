using System.Collections.Immutable;
using Submission.Policy.Counters.Journal;

namespace Submission.Policy.Counters;

/// <summary>A counter of amounts: a few exact events while it is quiet, a ring for each window once it is busy.</summary>
internal sealed class AmountCounter(CounterKey key) : Counter(key)
{
    private RecentEvents _recent;
    private SlidingWindow[]? _windows;
    private long _pending;
    private long _keep;

    public override bool IsDistinct => false;

    public override long Pending => _pending;

    public override bool TryHold(in CounterCharge charge, long now, out HeldCharge held)
    {
        held = default;
        CounterLimit limit = charge.Limit;
        long amount = charge.Amount;

        // Also where it is refused: what a longer window is asked for must not be swept by then.
        Keep(limit);
        if (limit.AtOnce is { } atOnce && amount > atOnce - _pending) return false;
        ImmutableArray<CounterWindow> windows = limit.Windows;
        for (int i = 0; i < windows.Length; i++)
        {
            if (amount > windows[i].AtMost - _pending - Held(limit, i, now)) return false;
        }

        _pending += amount;
        held = new HeldCharge(this, limit, amount, Member: null);
        return true;
    }

    public override void Commit(in HeldCharge held, long now)
    {
        _pending -= held.Amount;
        Add(held.Limit, held.Amount, now);
    }

    public override void GiveBack(in HeldCharge held, long now) => _pending -= held.Amount;

    public override void Record(in CounterCharge charge, long? at, long now)
    {
        Keep(charge.Limit);
        Add(charge.Limit, charge.Amount, now);
    }

    public override bool Reset(long now)
    {
        bool held = _windows is null ? _recent.Held(_keep, now) > 0 : _windows[^1].Held(now) > 0;
        _recent = default;
        _windows = null;
        return held;
    }

    public override bool Tidy(long now)
    {
        if (_windows is null) return _pending == 0 && _recent.Held(_keep, now) == 0;
        foreach (ref SlidingWindow window in _windows.AsSpan()) window.Trim(now);
        return _pending == 0 && _windows[^1].Held(now) == 0;
    }

    public override long Warm() => base.Warm() + _keep + _recent.Warm() + (_windows?.Length ?? 0);

    public override void Save(RecordBuffer buffer)
    {
        buffer.Write((byte)(_windows is null ? JournalEvent.Quiet : JournalEvent.Busy));
        buffer.Write(Key);
        buffer.Write(_keep);
        if (_windows is null)
        {
            _recent.Save(buffer);
            return;
        }

        buffer.WriteCount(_windows.Length);
        foreach (ref readonly SlidingWindow window in _windows.AsSpan()) window.Save(buffer);
    }

    /// <summary>Reads what <see cref="Save"/> has written, behind the key.</summary>
    public void Restore(ref RecordReader reader, bool isBusy)
    {
        _keep = reader.Integer();
        if (!isBusy)
        {
            _recent.Restore(ref reader);
            return;
        }

        _windows = new SlidingWindow[Math.Max(1, reader.Count(3 * sizeof(long)))];
        for (int i = 0; i < _windows.Length; i++) _windows[i] = SlidingWindow.Restore(ref reader);
    }

    protected override long Committed(CounterLimit limit, int window, long now, out long pending)
    {
        pending = _pending;
        return Held(limit, window, now);
    }

    protected override long CostOf(in CounterCharge charge, int window, long now) => charge.Amount;

    protected override long WhenLeft(CounterLimit limit, int window, long amount, long now)
    {
        if (amount <= 0) return now;
        return _windows is null ? _recent.WhenLeft(limit.Windows[window].Length.Ticks, amount, now) : Window(limit, window, now).WhenLeft(amount);
    }

    private long Held(CounterLimit limit, int window, long now) =>
        _windows is null ? _recent.Held(limit.Windows[window].Length.Ticks, now) : Window(limit, window, now).Held(now);

    private void Keep(CounterLimit limit)
    {
        if (!limit.Windows.IsEmpty) _keep = Math.Max(_keep, limit.Windows[^1].Length.Ticks);
    }

    private void Add(CounterLimit limit, long amount, long now)
    {
        if (limit.Windows.IsEmpty || (_windows is null && _recent.TryAdd(now, amount, _keep))) return;
        foreach (ref SlidingWindow window in (_windows ?? BecomeBusy(limit, now)).AsSpan()) window.Add(now, amount);
    }

    private SlidingWindow[] BecomeBusy(CounterLimit limit, long now)
    {
        bool isLongest = limit.Windows[^1].Length.Ticks == _keep;
        SlidingWindow[] windows = new SlidingWindow[limit.Windows.Length + (isLongest ? 0 : 1)];
        for (int i = 0; i < windows.Length; i++)
        {
            windows[i] = new SlidingWindow(i < limit.Windows.Length ? limit.Windows[i].Length.Ticks : _keep);
            _recent.CopyTo(ref windows[i], now);
        }

        _recent = default;
        return _windows = windows;
    }

    private ref SlidingWindow Window(CounterLimit limit, int index, long now)
    {
        long length = limit.Windows[index].Length.Ticks;
        Span<SlidingWindow> windows = _windows;
        if (index < windows.Length && windows[index].Length == length) return ref windows[index];
        for (int i = 0; i < windows.Length; i++)
        {
            if (windows[i].Length == length) return ref windows[i];
        }

        return ref Follow(limit, length, now);
    }

    /// <summary>Begins a window of a new length from the shortest one that is longer, or else from the longest.</summary>
    private ref SlidingWindow Follow(CounterLimit limit, long length, long now)
    {
        SlidingWindow[] before = _windows!;
        int at = 0;
        while (at < before.Length && before[at].Length < length) at++;
        SlidingWindow added = new(length);
        added.AddAll(before[Math.Min(at, before.Length - 1)], now);

        List<SlidingWindow> after = [.. before];
        after.Insert(at, added);
        if (after.Count > MaximumLengths) after.RemoveAll(window => !limit.Windows.Any(asked => asked.Length.Ticks == window.Length));
        _windows = [.. after];
        return ref _windows[Array.FindIndex(_windows, window => window.Length == length)];
    }
}
