using System.Collections.Immutable;

namespace Submission.Policy.Counters;

/// <summary>A counter of different members: who is in a window or pending uses nothing more. Exact to the tick.</summary>
internal sealed class DistinctCounter(CounterKey key) : Counter(key)
{
    /// <summary>How many members are remembered at most where the limit itself is not higher.</summary>
    private const int MaximumMembers = 65_536;

    private readonly Dictionary<string, DistinctMember> _members = new(StringComparer.Ordinal);
    private DistinctWindow[] _windows = [];
    private DistinctMember? _first;
    private DistinctMember? _last;
    private long _pending;

    public override bool IsDistinct => true;

    public override long Pending => _pending;

    public override bool TryHold(in CounterCharge charge, long now, out HeldCharge held)
    {
        held = default;
        CounterLimit limit = charge.Limit;
        Advance(now);
        _members.TryGetValue(charge.Member!, out DistinctMember? member);
        bool isPending = member is { Pending: > 0 };
        if (limit.AtOnce is { } atOnce && _pending + (isPending ? 0 : 1) > atOnce) return false;
        for (int i = 0; i < limit.Windows.Length; i++)
        {
            long committed = Committed(limit, i, now, out long pending);
            if (CostOf(charge, i, now) > limit.Windows[i].AtMost - committed - pending) return false;
        }

        member ??= Remember(charge.Member!);
        if (member.Pending++ == 0)
        {
            _pending++;
            foreach (ref DistinctWindow window in _windows.AsSpan()) window.PendingBesides += member.IsIn(window.Length, now) ? 0 : 1;
        }

        held = new HeldCharge(this, limit, 1, member);
        return true;
    }

    public override void Commit(in HeldCharge held, long now)
    {
        DistinctMember member = held.Member!;
        Advance(now);
        if (!held.Limit.Windows.IsEmpty) Touch(member, now);
        EndPending(member, now);
    }

    public override void GiveBack(in HeldCharge held, long now)
    {
        Advance(now);
        EndPending(held.Member!, now);
    }

    public override void Record(in CounterCharge charge, long now)
    {
        ImmutableArray<CounterWindow> limits = charge.Limit.Windows;
        if (limits.IsEmpty) return;
        Advance(now);
        for (int i = 0; i < limits.Length; i++) Window(charge.Limit, i, now);
        Touch(_members.GetValueOrDefault(charge.Member!) ?? Remember(charge.Member!), now);
        if (_members.Count > MaximumMembers && _members.Count > limits.Max(window => window.AtMost) + 1) Forget(_first!);
    }

    public override bool Tidy(long now)
    {
        Advance(now);
        return _members.Count == 0;
    }

    protected override long Committed(CounterLimit limit, int window, long now, out long pending)
    {
        ref DistinctWindow found = ref Window(limit, window, now);
        found.Advance(now);
        pending = found.PendingBesides;
        return found.Committed;
    }

    protected override long CostOf(in CounterCharge charge, int window, long now) =>
        _members.TryGetValue(charge.Member!, out DistinctMember? member)
        && (member.Pending > 0 || member.IsIn(charge.Limit.Windows[window].Length.Ticks, now)) ? 0 : 1;

    protected override long WhenLeft(CounterLimit limit, int window, long amount, long now)
    {
        if (amount <= 0) return now;
        ref DistinctWindow found = ref Window(limit, window, now);
        if (amount > found.Committed) return long.MaxValue;

        // From the nearer end: a counter far above its limit must not make each further event cost a walk through all of them.
        bool isNearOldest = amount <= found.Committed / 2;
        DistinctMember? member = isNearOldest ? found.Oldest : _last;
        for (long rest = isNearOldest ? amount - 1 : found.Committed - amount; rest > 0; rest--) member = isNearOldest ? member?.Next : member?.Previous;
        return member?.LastTime is { } time ? time + found.Length + 1 : long.MaxValue;
    }

    private DistinctMember Remember(string name) => _members[name] = new DistinctMember(name);

    private void Touch(DistinctMember member, long now)
    {
        foreach (ref DistinctWindow window in _windows.AsSpan()) window.Enter(member, now);
        Unlink(member);
        member.LastTime = now;
        member.Previous = _last;
        if (_last is null) _first = member;
        else _last.Next = member;
        _last = member;
    }

    private void EndPending(DistinctMember member, long now)
    {
        if (--member.Pending > 0) return;
        _pending--;
        foreach (ref DistinctWindow window in _windows.AsSpan()) window.PendingBesides -= member.IsIn(window.Length, now) ? 0 : 1;
        if (member.LastTime is null) _members.Remove(member.Name);
    }

    private void Advance(long now)
    {
        foreach (ref DistinctWindow window in _windows.AsSpan()) window.Advance(now);
        long keep = _windows.Length == 0 ? 0 : _windows[^1].Length;
        while (_first is { } member && !member.IsIn(keep, now)) Forget(member);
    }

    /// <summary>Takes the member committed the longest ago out of the list.</summary>
    private void Forget(DistinctMember oldest)
    {
        foreach (ref DistinctWindow window in _windows.AsSpan())
        {
            if (!ReferenceEquals(window.Oldest, oldest)) continue;
            window.Oldest = oldest.Next;
            window.Committed--;
            if (oldest.Pending > 0) window.PendingBesides++;
        }

        Unlink(oldest);
        oldest.LastTime = null;
        if (oldest.Pending == 0) _members.Remove(oldest.Name);
    }

    private void Unlink(DistinctMember member)
    {
        if (member.LastTime is null) return;
        if (member.Previous is null) _first = member.Next;
        else member.Previous.Next = member.Next;
        if (member.Next is null) _last = member.Previous;
        else member.Next.Previous = member.Previous;
        member.Previous = member.Next = null;
    }

    private ref DistinctWindow Window(CounterLimit limit, int index, long now)
    {
        long length = limit.Windows[index].Length.Ticks;
        for (int i = 0; i < _windows.Length; i++)
        {
            if (_windows[i].Length == length) return ref _windows[i];
        }

        return ref Follow(limit, length, now);
    }

    private ref DistinctWindow Follow(CounterLimit limit, long length, long now)
    {
        DistinctWindow added = new(length);
        added.Oldest = _first;
        added.Committed = _members.Values.LongCount(member => member.LastTime is not null);
        added.PendingBesides = _pending - _members.Values.LongCount(member => member is { Pending: > 0, LastTime: not null });
        added.Advance(now);
        IEnumerable<DistinctWindow> others = _windows.Length < MaximumLengths
            ? _windows
            : _windows.Where(window => limit.Windows.Any(asked => asked.Length.Ticks == window.Length));
        _windows = [.. others.Append(added).OrderBy(window => window.Length)];
        return ref _windows[Array.FindIndex(_windows, window => window.Length == length)];
    }
}
