using Submission.Policy.Composition;
using Submission.Policy.Counters;
using Submission.Policy.Decisions;
using Submission.Policy.Rules;
using Submission.Policy.Rules.Limit;

namespace Submission.Policy.Engine;

/// <summary>
/// What the limits of a stage charge: gathered while the rules run, reserved together once no rule objects. Belongs to a session; not thread-safe.
/// </summary>
internal sealed class StageCharges(PolicyContext context, EngineLog log, NodeShare share)
{
    private readonly ChargeBatch _batch = new();

    // Made when they are first needed: most sessions need neither.
    private ChargeBatch? _within;
    private ChargeBatch? _shadowed;
    private ReservationSet? _open;
    private CompiledRule[] _rules = [];
    private ReservationSet _reservations = null!;
    private DecisionTrace _trace = null!;
    private List<ReservationSet>? _shadows;
    private List<ReservationSet>? _openShadows;
    private int _earlierShadows;
    private int _earlierShadowed;
    private CounterObservation? _refused;

    public bool HasShadows => _shadows is not null;

    /// <summary>Whether anything is held until the connection ends, or left of a limit that is not enforced.</summary>
    public bool HoldsConnection => _open is not null || _openShadows is not null || _shadows is not null;

    public void BeginTransaction()
    {
        _batch.BeginTransaction();
        _within?.BeginTransaction();
        _shadowed?.BeginTransaction();
    }

    public void BeginStage(CompiledRule[] rules, ReservationSet reservations, DecisionTrace trace)
    {
        _rules = rules;
        _reservations = reservations;
        _trace = trace;
        _batch.Clear(reserved: false);
        _earlierShadows = _shadows?.Count ?? 0;
        _earlierShadowed = _shadowed?.HeldCount ?? 0;
    }

    /// <summary>Where the transaction stands, so that what comes after can be withdrawn.</summary>
    public ChargeMark Mark(ReservationSet reservations) => new(reservations.Count, _batch.HeldCount, _within?.HeldCount ?? 0);

    /// <summary>Withdraws what was charged since.</summary>
    public void WithdrawSince(in ChargeMark mark, ReservationSet reservations)
    {
        reservations.Withdraw(mark.Charges);
        _batch.ForgetSince(mark.Held);
        _within?.ForgetSince(mark.HeldWithin);
    }

    /// <summary>Adds the charges of a limit to those of the stage.</summary>
    /// <returns><see langword="false"/> where a key could not be evaluated.</returns>
    public bool TryCollect(IChargingRule limit, int ruleIndex) => limit.TryCollect(context, _batch, ruleIndex);

    public int Count => _batch.Count;

    public ReadOnlySpan<CounterCharge> Since(int count) => _batch.Charges.Span[count..];

    /// <summary>Reserves what was gathered.</summary>
    /// <returns>To go on, or the answer of the limit that would be exceeded, or what an unavailable store means for the limits.</returns>
    public ValueTask<Verdict> ReserveAsync(CancellationToken cancellationToken)
    {
        bool renews = context.Stage == PolicyStage.Message && !_reservations.IsEmpty;
        if (_batch.Count == 0 && !renews) return new(Verdict.Accept);
        ValueTask<ReservationResult> attempt = _reservations.ReserveAsync(_batch.Charges, cancellationToken);
        return attempt.IsCompletedSuccessfully ? ConcludeAsync(attempt.Result, cancellationToken) : AwaitAsync(attempt, cancellationToken);

        async ValueTask<Verdict> AwaitAsync(ValueTask<ReservationResult> pending, CancellationToken token) =>
            await ConcludeAsync(await pending.ConfigureAwait(false), token).ConfigureAwait(false);
    }

    /// <summary>
    /// Reserves the charges of one limit when its turn comes: what a connection holds until it ends, and what it uses up by being accepted. A connection that a
    /// later rule refuses gives all of it back.
    /// </summary>
    public ValueTask<Verdict> ReserveInTurnAsync(CompiledRule rule, CancellationToken cancellationToken)
    {
        IChargingRule limit = rule.Charging!;
        _batch.Clear(reserved: false);
        if (!limit.TryCollect(context, _batch, 0)) return new(Verdict.Unavailable("a key could not be evaluated"));
        ValueTask<Verdict> answer = _batch.Open.Count == 0 ? ReserveAsync(limit, _reservations, _batch.Charges, cancellationToken) : ReserveOpenAsync(limit, cancellationToken);
        return rule.OnError.IsShare ? OrShareAsync(rule, answer, cancellationToken) : answer;
    }

    /// <summary>The counter for which the last limit that reserved in its turn refused; told once.</summary>
    public CounterObservation? TakeRefused()
    {
        CounterObservation? refused = _refused;
        _refused = null;
        return refused;
    }

    /// <summary>Reserves the charges of one limit when its turn comes, for a limit that stands within another rule.</summary>
    public async ValueTask<Verdict> ReserveNowAsync(IPolicyRule rule, CancellationToken cancellationToken)
    {
        var limit = (IChargingRule)rule;
        ChargeBatch within = _within ??= new ChargeBatch();
        within.Clear(reserved: false);
        if (!limit.TryCollect(context, within, 0)) return Verdict.Unavailable("a key could not be evaluated");
        Verdict verdict = await ReserveAsync(limit, _reservations, within.Charges, cancellationToken).ConfigureAwait(false);
        within.Clear(reserved: verdict.IsAccepted);
        return verdict;
    }

    /// <summary>Reserves the charges of a limit that is not enforced here: it counts as it would, and refuses nobody.</summary>
    public async ValueTask<Verdict> ReserveShadowAsync(IChargingRule limit, CancellationToken cancellationToken)
    {
        ChargeBatch shadowed = _shadowed ??= new ChargeBatch();
        shadowed.Clear(reserved: false);
        if (!limit.TryCollect(context, shadowed, 0)) return Verdict.Unavailable("a key could not be evaluated");
        CounterCharge[] open = [.. shadowed.Open];
        if (open.Length > 0)
        {
            var connection = new ReservationSet(context.Counters, PolicyEngineDefaults.SessionLifetime);
            Verdict atOnce = await ReserveAsync(limit, connection, open, cancellationToken).ConfigureAwait(false);
            if (!atOnce.IsAccepted) return atOnce;
            (_openShadows ??= []).Add(connection);
        }

        var shadow = new ReservationSet(context.Counters, PolicyEngineDefaults.ReservationLifetime);
        Verdict verdict = await ReserveAsync(limit, shadow, shadowed.Charges, cancellationToken).ConfigureAwait(false);
        if (!verdict.IsAccepted) return verdict;
        shadowed.Clear(reserved: true);
        if (!shadow.IsEmpty) (_shadows ??= []).Add(shadow);
        return verdict;
    }

    /// <summary>Gives back what the shadowed limits of this stage have reserved: another rule has refused, so that nothing is used up.</summary>
    public async ValueTask ReleaseStageShadowsAsync()
    {
        _shadowed?.ForgetSince(_earlierShadowed);
        if (_shadows is null) return;
        for (int i = _shadows.Count - 1; i >= _earlierShadows; i--)
        {
            await _shadows[i].ReleaseAsync().ConfigureAwait(false);
            _shadows.RemoveAt(i);
        }
    }

    /// <summary>Gives back what is held for the connection until it ends.</summary>
    public async ValueTask ReleaseConnectionAsync()
    {
        if (_open is not null) await _open.ReleaseAsync().ConfigureAwait(false);
        await ReleaseShadowsAsync().ConfigureAwait(false);
        if (_openShadows is null) return;
        foreach (ReservationSet shadow in _openShadows) await shadow.ReleaseAsync().ConfigureAwait(false);
        _openShadows = null;
    }

    public async ValueTask CommitShadowsAsync(CancellationToken cancellationToken)
    {
        if (_shadows is null) return;
        foreach (ReservationSet shadow in _shadows) await shadow.CommitAsync(cancellationToken).ConfigureAwait(false);
        _shadows = null;
    }

    public async ValueTask ReleaseShadowsAsync()
    {
        if (_shadows is null) return;
        foreach (ReservationSet shadow in _shadows) await shadow.ReleaseAsync().ConfigureAwait(false);
        _shadows = null;
    }

    private async ValueTask<Verdict> ReserveOpenAsync(IChargingRule limit, CancellationToken cancellationToken)
    {
        CounterCharge[] open = [.. _batch.Open];
        _open ??= new ReservationSet(context.Counters, PolicyEngineDefaults.SessionLifetime);
        Verdict verdict = await ReserveAsync(limit, _open, open, cancellationToken).ConfigureAwait(false);
        return verdict.IsAccepted ? await ReserveAsync(limit, _reservations, _batch.Charges, cancellationToken).ConfigureAwait(false) : verdict;
    }

    private ValueTask<Verdict> ReserveAsync(
        IChargingRule limit, ReservationSet reservations, ReadOnlyMemory<CounterCharge> charges, CancellationToken cancellationToken)
    {
        if (charges.IsEmpty) return new(Verdict.Accept);
        ValueTask<ReservationResult> attempt = reservations.ReserveAsync(charges, cancellationToken);
        return attempt.IsCompletedSuccessfully ? AnswerAsync(limit, charges, attempt.Result, cancellationToken) : AwaitAsync(limit, attempt, charges, cancellationToken);

        async ValueTask<Verdict> AwaitAsync(IChargingRule asked, ValueTask<ReservationResult> pending, ReadOnlyMemory<CounterCharge> wanted, CancellationToken token) =>
            await AnswerAsync(asked, wanted, await pending.ConfigureAwait(false), token).ConfigureAwait(false);
    }

    private ValueTask<Verdict> AnswerAsync(IChargingRule limit, ReadOnlyMemory<CounterCharge> charges, in ReservationResult result, CancellationToken cancellationToken)
    {
        if (result.State == ReservationState.Reserved) return new(Verdict.Accept);
        if (result.State != ReservationState.Refused) return new(Verdict.Unavailable(result.Reason ?? "the counter store does not answer"));
        _refused = Describe(charges.Span[result.RefusedCharge], result);
        return limit.RefuseAsync(context, result, cancellationToken);
    }

    private ValueTask<Verdict> ConcludeAsync(in ReservationResult result, CancellationToken cancellationToken)
    {
        switch (result.State)
        {
            case ReservationState.Reserved:
                _batch.Clear(reserved: true);
                return new(Verdict.Accept);
            case ReservationState.Refused when _batch.Count > 0:
                return RefuseAsync(_rules[_batch.RuleOf(result.RefusedCharge)], _batch.Charges.Span[result.RefusedCharge], result, cancellationToken);
            default:
                return ConcludeUnavailableAsync(result.Reason ?? "the counters could not be reserved", cancellationToken);
        }
    }

    private async ValueTask<Verdict> RefuseAsync(CompiledRule rule, CounterCharge charge, ReservationResult result, CancellationToken cancellationToken)
    {
        Verdict refusal = await rule.Charging!.RefuseAsync(context, result, cancellationToken).ConfigureAwait(false) with { Rule = rule.Id };
        _trace.Change(rule, RuleOutcome.Decided, refusal, Describe(charge, result));
        return refusal;
    }

    private static CounterObservation Describe(in CounterCharge charge, in ReservationResult result) =>
        new(charge.Key, result.Window, result.Used, result.OpensAt == default ? null : result.OpensAt);

    private ValueTask<Verdict> ConcludeUnavailableAsync(string reason, CancellationToken cancellationToken)
    {
        // What was reserved at earlier stages may have expired and be lost; without charges of this stage no rule can answer for that.
        if (_batch.Count == 0) return new(ErrorAction.Defer(context, reason));
        List<int>? shared = null;
        int last = -1;
        for (int i = 0; i < _batch.Count; i++)
        {
            CompiledRule rule = _rules[_batch.RuleOf(i)];
            if (rule.OnError.IsShare) (shared ??= []).Add(i);
            if (_batch.RuleOf(i) == last) continue;
            last = _batch.RuleOf(i);
            if (Excuse(rule, reason) is { } answer) return new(answer);
        }

        return shared is null ? new(Verdict.Accept) : ReserveSharedAsync(shared, cancellationToken);
    }

    /// <summary>Reserves those charges of the stage whose rules share in this node's part of their limits.</summary>
    private async ValueTask<Verdict> ReserveSharedAsync(List<int> shared, CancellationToken cancellationToken)
    {
        CounterCharge[] parts = [.. shared.Select(i => share.PartOf(_batch.Charges.Span[i]))];
        (ReservationSet set, ReservationResult result) = await ReservePartsAsync(parts, PolicyEngineDefaults.ReservationLifetime, cancellationToken).ConfigureAwait(false);
        if (result.State == ReservationState.Refused)
            return await RefuseAsync(_rules[_batch.RuleOf(shared[result.RefusedCharge])], parts[result.RefusedCharge], result, cancellationToken).ConfigureAwait(false);
        (_shadows ??= []).Add(set);
        foreach (int charge in shared) _batch.Hold(charge);
        return Verdict.Accept;
    }

    /// <summary>What a limit that reserves in its turn answers, by this node's part of it where the store does not answer.</summary>
    private async ValueTask<Verdict> OrShareAsync(CompiledRule rule, ValueTask<Verdict> attempt, CancellationToken cancellationToken)
    {
        Verdict answer = await attempt.ConfigureAwait(false);
        if (answer.Kind != VerdictKind.Unavailable) return answer;
        log.RuleUnavailable(rule.Id, context.Id, answer.Reason);
        CounterCharge[] open = [.. _batch.Open.Select(charge => share.PartOf(charge))];
        (ReservationSet connection, ReservationResult opened) = await ReservePartsAsync(open, PolicyEngineDefaults.SessionLifetime, cancellationToken).ConfigureAwait(false);
        if (opened.State == ReservationState.Refused) return await AnswerAsync(rule.Charging!, open, opened, cancellationToken).ConfigureAwait(false);
        (_openShadows ??= []).Add(connection);
        CounterCharge[] parts = [.. _batch.Charges.ToArray().Select(charge => share.PartOf(charge))];
        (ReservationSet set, ReservationResult result) = await ReservePartsAsync(parts, PolicyEngineDefaults.ReservationLifetime, cancellationToken).ConfigureAwait(false);
        if (result.State == ReservationState.Refused) return await AnswerAsync(rule.Charging!, parts, result, cancellationToken).ConfigureAwait(false);
        (_shadows ??= []).Add(set);
        return Verdict.Accept;
    }

    // In memory, so that it always answers.
    private async ValueTask<(ReservationSet Set, ReservationResult Result)> ReservePartsAsync(CounterCharge[] parts, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ReservationSet set = share.Open(lifetime, context.Counters is TrialCounterStore);
        if (parts.Length == 0) return (set, new ReservationResult { State = ReservationState.Reserved });
        return (set, await set.ReserveAsync(parts, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Asks a limit what an unavailable store means for it.</summary>
    /// <returns>The answer; <see langword="null"/> to go on, or to go on by this node's part.</returns>
    private Verdict? Excuse(CompiledRule rule, string? reason)
    {
        log.RuleUnavailable(rule.Id, context.Id, reason);
        Verdict answer = rule.OnError.Decide(context, reason);
        if (answer.IsAccepted || rule.OnError.IsShare)
        {
            _trace.Change(rule, RuleOutcome.Excused, Verdict.Unavailable(reason ?? ""), null);
            return null;
        }

        answer = answer with { Rule = rule.Id };
        _trace.Change(rule, RuleOutcome.Decided, answer, null);
        return answer;
    }
}
