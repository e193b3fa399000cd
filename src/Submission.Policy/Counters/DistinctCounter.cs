using System.Collections.Immutable;
using Submission.Policy.Counters.Journal;

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

    public override void Record(in CounterCharge charge, long? at, long now)
    {
        ImmutableArray<CounterWindow> limits = charge.Limit.Windows;
        if (limits.IsEmpty) return;
        Advance(now);
        for (int i = 0; i < limits.Length; i++) Window(charge.Limit, i, now);
        DistinctMember? member = _members.GetValueOrDefault(charge.Member!);
        if (at is { } time && time < now)
        {
            if (member is { LastTime: not null } || now - time > _windows[^1].Length) return;
            Insert(member ?? Remember(charge.Member!), time, now);
        }
        else if (at is null || member is not { LastTime: not null })
        {
            Touch(member ?? Remember(charge.Member!), now);
        }

        if (_members.Count > MaximumMembers && _members.Count > limits.Max(window => window.AtMost) + 1) Forget(_first!, now);
    }

    public override bool Reset(long now)
    {
        Advance(now);
        bool held = _first is not null;
        while (_first is { } member) Forget(member, now);
        return held;
    }

    /// <summary>Lets a member count no longer.</summary>
    public void Withdraw(string name, long now)
    {
        Advance(now);
        if (_members.TryGetValue(name, out DistinctMember? member) && member.LastTime is not null) Forget(member, now);
    }

    public override bool Tidy(long now)
    {
        Advance(now);
        return _members.Count == 0;
    }

    public override void Save(RecordBuffer buffer)
    {
        buffer.Write((byte)JournalEvent.Members);
        buffer.Write(Key);
        buffer.WriteCount(_windows.Length);
        foreach (ref readonly DistinctWindow window in _windows.AsSpan()) buffer.Write(window.Length);
        for (DistinctMember? member = _first; member is not null; member = member.Next)
        {
            buffer.Write((byte)1);
            buffer.Write(member.LastTime!.Value);
            buffer.Write(member.Name);
        }

        buffer.Write((byte)0);
    }

    /// <summary>Reads what <see cref="Save"/> has written, behind the key.</summary>
    public void Restore(ref RecordReader reader)
    {
        _windows = new DistinctWindow[reader.Count(sizeof(long))];
        for (int i = 0; i < _windows.Length; i++) _windows[i] = new DistinctWindow(reader.Integer());
        while (reader.Octet() != 0)
        {
            long time = reader.Integer();
            string name = reader.Text();
            Touch(_members.GetValueOrDefault(name) ?? Remember(name), time);
        }
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
        while (_first is { } member && !member.IsIn(keep, now)) Forget(member, now);
    }

    /// <summary>Puts a member that is not in the list where its time belongs, behind those of the same time; from the nearer end, because reports come nearly in order.</summary>
    private void Insert(DistinctMember member, long time, long now)
    {
        DistinctMember? before = _last;
        if (_first is { LastTime: { } oldest } && time - oldest < _last!.LastTime - time)
        {
            DistinctMember? next = _first;
            while (next is not null && next.LastTime <= time) next = next.Next;
            before = next is null ? _last : next.Previous;
        }
        else
        {
            while (before is not null && before.LastTime > time) before = before.Previous;
        }

        member.LastTime = time;
        member.Previous = before;
        member.Next = before is null ? _first : before.Next;
        if (member.Previous is null) _first = member;
        else member.Previous.Next = member;
        if (member.Next is null) _last = member;
        else member.Next.Previous = member;
        foreach (ref DistinctWindow window in _windows.AsSpan()) window.Insert(member, now);
    }

    /// <summary>Takes a committed member out of the list.</summary>
    private void Forget(DistinctMember member, long now)
    {
        foreach (ref DistinctWindow window in _windows.AsSpan()) window.Remove(member, now);
        Unlink(member);
        member.LastTime = null;
        if (member.Pending == 0) _members.Remove(member.Name);
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
