using System.Globalization;
using StackExchange.Redis;
using Submission.Policy.Counters;

namespace Submission.Policy.Redis;

// What is reserved, and how that ends.
public sealed partial class RedisCounterStore
{
    private async ValueTask<ReservationResult> ReserveAsync(RedisHold? hold, CounterCharge[] charges, TimeSpan lifetime)
    {
        ReservationResult unavailable = new() { State = ReservationState.Unavailable, Reservation = hold is null ? default : new CounterReservation(hold, 0) };
        foreach (CounterCharge charge in charges)
        {
            if (_connection.IsUnknown(charge.Key.Subject, charge.Limit)) return unavailable with { Reason = "the counters' server has lost its counters, and they are unknown" };
        }

        RedisHeld[] wanted = [.. charges.Select(charge => new RedisHeld(charge, _node + Interlocked.Increment(ref _lastId).ToString("x", CultureInfo.InvariantCulture)))];
        List<RedisHeld> held = hold is null ? [] : hold.Charges;
        List<(RedisHeld[] Reserved, RedisHeld[] Renewed)> done = [];
        long deadline = long.MaxValue;
        ReservationResult? refused = null;
        // In a cluster what is held is asked for last, and something may be refused before.
        if (hold is not null && _connection.IsCluster && _connection.Now() >= hold.Deadline) return await ExpireAsync(hold).ConfigureAwait(false);
        foreach (List<int> group in Groups(wanted, held))
        {
            // Of several that have no room the first is told, also where another subject was asked before.
            int end = refused?.RefusedCharge ?? wanted.Length;
            RedisHeld[] some = [.. group.Where(index => index < end).Select(index => wanted[index])];
            if (refused is not null && some.Length == 0) continue;
            RedisHeld[] renewed = refused is not null ? [] : [.. group.Where(index => index >= wanted.Length).Select(index => held[index - wanted.Length])];
            RedisResult[]? reply = await RunLearningAsync(RedisScript.Reserve, [.. some.Select(static one => one.Charge.Key.Scope)], () => ReserveCall(some, renewed, lifetime)).ConfigureAwait(false);
            string? state = (string?)reply?[0];
            if (string.Equals(state, "R", StringComparison.Ordinal))
            {
                done.Add((some, renewed));
                deadline = Math.Min(deadline, (long)reply![1] + lifetime.Ticks);
                continue;
            }

            // What is not known to be reserved may be: it is given back as well.
            if (reply is null) done.Add((some, renewed));
            if (reply is null || !string.Equals(state, "X", StringComparison.Ordinal))
            {
                await GiveBackAsync(done, hold).ConfigureAwait(false);
                return reply is null ? unavailable with { Reason = _connection.Trouble ?? Silent } : await ExpireAsync(hold!).ConfigureAwait(false);
            }

            int index = group[(int)reply[1]];
            int window = (int)reply[2];
            refused = new ReservationResult
            {
                State = ReservationState.Refused,
                Reservation = hold is null ? default : new CounterReservation(hold, 0),
                RefusedCharge = index,
                Window = window == 0 ? default : charges[index].Limit.Windows[window - 1],
                Used = (long)reply[3],
                OpensAt = _connection.ToUtc((long)reply[4], (long)reply[5]),
            };
        }

        if (refused is { } told)
        {
            await GiveBackAsync(done, hold).ConfigureAwait(false);
            return told;
        }

        hold ??= new RedisHold(this);
        hold.Deadline = deadline;
        hold.Charges.AddRange(wanted);
        return new ReservationResult { State = ReservationState.Reserved, Reservation = new CounterReservation(hold, 0) };
    }

    private async Task<bool> EndAsync(RedisHold hold, bool isCommit)
    {
        lock (hold)
        {
            if (hold.IsEnded) return false;
            hold.IsEnded = true;
        }

        bool isWhole = isCommit;
        foreach (List<int> group in Groups([], hold.Charges))
        {
            RedisHeld[] some = [.. group.Select(index => hold.Charges[index])];
            RedisResult[]? reply = await RunLearningAsync(RedisScript.Commit, [.. some.Select(static one => one.Charge.Key.Scope)], () => EndCall(some, isWhole, [], 0)).ConfigureAwait(false);
            isWhole &= reply is not null && string.Equals((string?)reply[0], "R", StringComparison.Ordinal);
        }

        return isWhole;
    }

    private async Task<ReservationResult> ExpireAsync(RedisHold hold)
    {
        await EndAsync(hold, isCommit: false).ConfigureAwait(false);
        return new ReservationResult { State = ReservationState.Expired };
    }

    /// <summary>Gives back what was reserved by some calls; what they have renewed lives as long as before.</summary>
    private async Task GiveBackAsync(List<(RedisHeld[] Reserved, RedisHeld[] Renewed)> done, RedisHold? hold)
    {
        foreach ((RedisHeld[] reserved, RedisHeld[] renewed) in done)
        {
            if (reserved.Length == 0 && renewed.Length == 0) continue;
            await RunLearningAsync(
                RedisScript.Commit, [.. reserved.Select(static one => one.Charge.Key.Scope)], () => EndCall(reserved, isCommit: false, renewed, hold?.Deadline ?? 0)).ConfigureAwait(false);
        }
    }

    private ScriptCall ReserveCall(RedisHeld[] wanted, RedisHeld[] renewed, TimeSpan lifetime)
    {
        ScriptCall call = _connection.Call(_lengths, (wanted.Length > 0 ? wanted : renewed)[0].Charge.Key.Subject).Add(lifetime.Ticks).Add(renewed.Length);
        foreach (RedisHeld one in renewed) call.AddCounter(one.Charge.Key, one.Charge.Limit, one.Charge.Limit.IsDistinct).Add(one.Id);
        call.Add(wanted.Length);
        foreach (RedisHeld one in wanted)
        {
            CounterCharge charge = one.Charge;
            call.AddCounter(charge.Key, charge.Limit, charge.Limit.IsDistinct).AddLimit(charge.Limit).Add(one.Id).Add(charge.Limit.IsDistinct ? 1 : charge.Amount).Add(charge.Member ?? "");
        }

        return call;
    }

    private ScriptCall EndCall(RedisHeld[] held, bool isCommit, RedisHeld[] renewed, long deadline)
    {
        ScriptCall call = _connection.Call(_lengths, (held.Length > 0 ? held : renewed)[0].Charge.Key.Subject).Add(isCommit ? 1 : 0).Add(held.Length);
        foreach (RedisHeld one in held) call.AddCounter(one.Charge.Key, one.Charge.Limit, one.Charge.Limit.IsDistinct).AddLimit(one.Charge.Limit).Add(one.Id);
        call.Add(renewed.Length);
        foreach (RedisHeld one in renewed) call.AddCounter(one.Charge.Key, one.Charge.Limit, one.Charge.Limit.IsDistinct).Add(one.Id).Add(deadline);
        return call;
    }

    /// <summary>All together; in a cluster the charges of each subject by themselves, for only its keys are in one place. Indexes of what is wanted come first, then those of what is held.</summary>
    private List<List<int>> Groups(RedisHeld[] wanted, List<RedisHeld> held)
    {
        if (!_connection.IsCluster) return [[.. Enumerable.Range(0, wanted.Length + held.Count)]];
        Dictionary<string, List<int>> groups = new(StringComparer.Ordinal);
        for (int i = 0; i < wanted.Length + held.Count; i++)
        {
            string subject = (i < wanted.Length ? wanted[i] : held[i - wanted.Length]).Charge.Key.Subject;
            if (!groups.TryGetValue(subject, out List<int>? group)) groups.Add(subject, group = []);
            group.Add(i);
        }

        // What is wanted comes in its order, and what is only renewed last, for nothing that is refused is to renew.
        return [.. groups.Values];
    }
}
