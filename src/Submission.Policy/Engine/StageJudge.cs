using Submission.Policy.Composition;
using Submission.Policy.Counters;
using Submission.Policy.Decisions;
using Submission.Policy.Rules.Limit;

namespace Submission.Policy.Engine;

/// <summary>
/// Takes one stage of one session through the rules. Everything that is known already is judged without a wait; the first rule that has to wait moves the rest
/// into an asynchronous continuation. Not thread-safe.
/// </summary>
internal sealed class StageJudge(CompiledPolicy policy, PolicyContext context, TimeProvider clock, EngineLog log)
{
    private readonly ChargeBatch _batch = new();
    private CompiledRule[] _rules = [];
    private ReservationSet _reservations = null!;
    private DecisionTrace _trace = null!;
    private CancellationToken _cancellationToken;
    private Verdict? _hold;
    private long _mark;

    public CompiledPolicy Policy => policy;

    public PolicyContext Context => context;

    /// <summary>What a shadowed limit has reserved: it counts as it would, and refuses nobody.</summary>
    public List<ReservationSet>? Shadows { get; private set; }

    /// <summary>What the connection holds until it ends.</summary>
    public ReservationSet Open { get; } = new(context.Counters, PolicyEngineDefaults.SessionLifetime);

    public void BeginTransaction() => _batch.BeginTransaction();

    public ValueTask<Verdict> JudgeAsync(PolicyStage stage, ReservationSet reservations, DecisionTrace trace, CancellationToken cancellationToken)
    {
        context.Stage = stage;
        context.Now = clock.GetUtcNow();
        context.Lookups.Forget();
        _rules = policy.RulesAt(stage);
        _reservations = reservations;
        _trace = trace;
        _cancellationToken = cancellationToken;
        _hold = null;
        _mark = clock.GetTimestamp();
        _batch.Clear(reserved: false);
        if (policy.PrefetchesAt(stage)) Prefetch();

        int index = 0;
        if (TryRun(ref index, out Verdict? verdict, out ValueTask<Verdict> pending)) return verdict is not null ? new(verdict) : ReserveAsync();
        return ContinueAsync(index, pending);
    }

    /// <summary>Reserves the charges of one limit when its turn comes, for a limit that stands within another rule.</summary>
    public async ValueTask<Verdict> ReserveNowAsync(IPolicyRule rule, CancellationToken cancellationToken)
    {
        var limit = (LimitRule)rule;
        var batch = new ChargeBatch();
        if (!limit.TryCollect(context, batch, 0)) return Verdict.Unavailable("a key could not be evaluated");
        if (batch.Count == 0) return Verdict.Accept;
        ReservationResult result = await _reservations.ReserveAsync(batch.Charges, cancellationToken).ConfigureAwait(false);
        return result.State switch
        {
            ReservationState.Reserved => Verdict.Accept,
            ReservationState.Refused => limit.RefusalFor(context, result),
            _ => Verdict.Unavailable(result.Reason ?? "the counter store does not answer"),
        };
    }

    /// <summary>Counts a failed authentication in every limit that counts them. A store that fails is told by the limit when it reads.</summary>
    public async ValueTask RecordAuthenticationFailureAsync(CancellationToken cancellationToken)
    {
        context.Stage = PolicyStage.Auth;
        foreach (CompiledRule rule in policy.AuthenticationFailureLimits)
        {
            if (rule.TryApplies(context, out bool applies) && applies) await rule.Limit!.RecordAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask CommitShadowsAsync(CancellationToken cancellationToken)
    {
        if (Shadows is null) return;
        foreach (ReservationSet shadow in Shadows) await shadow.CommitAsync(cancellationToken).ConfigureAwait(false);
        Shadows = null;
    }

    public async ValueTask ReleaseShadowsAsync()
    {
        if (Shadows is null) return;
        foreach (ReservationSet shadow in Shadows) await shadow.ReleaseAsync().ConfigureAwait(false);
        Shadows = null;
    }

    private void Prefetch()
    {
        foreach (CompiledRule rule in _rules)
        {
            if (rule.Prefetching is null) continue;
            try
            {
                if (rule.TryApplies(context, out bool applies) && applies) rule.Prefetching.Prefetch(context, _cancellationToken);
            }
            catch (Exception exception) when (!_cancellationToken.IsCancellationRequested)
            {
                // The evaluation will meet the same bug and answer for it.
                log.RuleFailed(rule.Id, context.Id, exception);
            }
        }
    }

    /// <summary>Runs rules until one must be waited for.</summary>
    /// <returns>Whether the rules are through, with a verdict or none; otherwise <paramref name="pending"/> is to be awaited.</returns>
    private bool TryRun(ref int index, out Verdict? verdict, out ValueTask<Verdict> pending)
    {
        pending = default;
        verdict = null;
        for (; index < _rules.Length; index++)
        {
            CompiledRule rule = _rules[index];
            Verdict answer;
            try
            {
                if (!rule.TryApplies(context, out bool applies))
                {
                    answer = Verdict.Unavailable("a condition could not be evaluated");
                }
                else if (!applies)
                {
                    _trace.Add(rule, context, RuleOutcome.Exempt, null, Lap());
                    continue;
                }
                else if (rule.Limit is { Reserves: true } limit && IsEnforced(rule))
                {
                    int before = _batch.Count;
                    if (limit.TryCollect(context, _batch, index))
                    {
                        int entry = _trace.Add(rule, context, RuleOutcome.Passed, null, Lap());
                        _trace.AddCharges(entry, _batch.Charges.Span[before..]);
                        continue;
                    }

                    answer = Verdict.Unavailable("a key could not be evaluated");
                }
                else
                {
                    ValueTask<Verdict> evaluation = rule.Limit is { Reserves: true } shadowed
                        ? ReserveShadowAsync(shadowed)
                        : rule.Rule.EvaluateAsync(context, _cancellationToken);
                    if (!evaluation.IsCompletedSuccessfully)
                    {
                        pending = evaluation;
                        return false;
                    }

                    answer = evaluation.Result;
                }
            }
            catch (Exception exception) when (!_cancellationToken.IsCancellationRequested)
            {
                answer = Answer(rule, exception);
            }

            verdict = Conclude(rule, answer);
            if (verdict is not null) return true;
        }

        return true;
    }

    private async ValueTask<Verdict> ContinueAsync(int index, ValueTask<Verdict> pending)
    {
        while (true)
        {
            CompiledRule rule = _rules[index];
            Verdict answer;
            try
            {
                answer = await pending.ConfigureAwait(false);
            }
            catch (Exception exception) when (!_cancellationToken.IsCancellationRequested)
            {
                answer = Answer(rule, exception);
            }

            if (Conclude(rule, answer) is { } verdict) return verdict;
            index++;
            if (!TryRun(ref index, out Verdict? decided, out pending)) continue;
            return decided ?? await ReserveAsync().ConfigureAwait(false);
        }
    }

    private Verdict? Conclude(CompiledRule rule, Verdict answer)
    {
        if (ReferenceEquals(answer, Verdict.Accept) || answer.Kind == VerdictKind.Accept)
        {
            _trace.Add(rule, context, RuleOutcome.Passed, null, Lap());
            return null;
        }

        if (answer.Kind == VerdictKind.Unavailable)
        {
            string? reason = answer.Reason;
            answer = rule.OnError.Decide(context, reason);
            log.RuleUnavailable(rule.Id, context.Id, reason);
            if (answer.IsAccepted)
            {
                _trace.Add(rule, context, RuleOutcome.Excused, Verdict.Unavailable(reason ?? ""), Lap());
                return null;
            }
        }

        answer = answer with { Rule = rule.Id };
        bool enforced = IsEnforced(rule);
        _trace.Add(rule, context, enforced ? RuleOutcome.Decided : RuleOutcome.Shadowed, answer, Lap());
        if (!enforced) return null;
        if (answer.Kind != VerdictKind.Hold) return answer;
        // A later rule may still refuse what this one only wants held.
        _hold ??= answer;
        return null;
    }

    private ValueTask<Verdict> ReserveAsync()
    {
        if (_batch.HasOpen) return ReserveOpenAsync();
        bool renews = context.Stage == PolicyStage.Message && !_reservations.IsEmpty;
        if (_batch.Count == 0 && !renews) return new(_hold ?? Verdict.Accept);
        ValueTask<ReservationResult> attempt = _reservations.ReserveAsync(_batch.Charges, _cancellationToken);
        return attempt.IsCompletedSuccessfully ? new(Conclude(attempt.Result)) : AwaitAsync(attempt);

        async ValueTask<Verdict> AwaitAsync(ValueTask<ReservationResult> pending) => Conclude(await pending.ConfigureAwait(false));
    }

    /// <summary>Reserves what a connection holds until it ends, and charges what it uses up by being accepted.</summary>
    private async ValueTask<Verdict> ReserveOpenAsync()
    {
        IReadOnlyList<(CounterCharge Charge, int Rule)> open = _batch.Open;
        ReadOnlyMemory<CounterCharge> charges = open.Select(static item => item.Charge).ToArray();
        ReservationResult result = await Open.ReserveAsync(charges, _cancellationToken).ConfigureAwait(false);
        if (result.State == ReservationState.Refused)
        {
            CompiledRule rule = _rules[open[result.RefusedCharge].Rule];
            Verdict refusal = rule.Limit!.RefusalFor(context, result) with { Rule = rule.Id };
            _trace.Change(rule, RuleOutcome.Decided, refusal, new CounterObservation(open[result.RefusedCharge].Charge.Key, default, result.Used, null));
            return refusal;
        }

        if (result.State != ReservationState.Reserved)
        {
            CompiledRule rule = _rules[open[0].Rule];
            log.RuleUnavailable(rule.Id, context.Id, result.Reason);
            Verdict answer = rule.OnError.Decide(context, result.Reason) with { Rule = rule.Id };
            _trace.Change(rule, answer.IsAccepted ? RuleOutcome.Excused : RuleOutcome.Decided, answer, null);
            if (!answer.IsAccepted) return answer;
        }

        return _batch.Count == 0 ? _hold ?? Verdict.Accept : Conclude(await _reservations.ReserveAsync(_batch.Charges, _cancellationToken).ConfigureAwait(false));
    }

    private Verdict Conclude(in ReservationResult result)
    {
        switch (result.State)
        {
            case ReservationState.Reserved:
                _batch.Clear(reserved: true);
                return _hold ?? Verdict.Accept;
            case ReservationState.Refused when _batch.Count > 0:
                CompiledRule rule = _rules[_batch.RuleOf(result.RefusedCharge)];
                CounterCharge charge = _batch.Charges.Span[result.RefusedCharge];
                Verdict refusal = rule.Limit!.RefusalFor(context, result) with { Rule = rule.Id };
                _trace.Change(
                    rule,
                    RuleOutcome.Decided,
                    refusal,
                    new CounterObservation(charge.Key, result.Window, result.Used, result.OpensAt == default ? null : result.OpensAt));
                return refusal;
            default:
                return ConcludeUnavailable(result.Reason ?? "the counters could not be reserved");
        }
    }

    private Verdict ConcludeUnavailable(string reason)
    {
        if (_batch.Count == 0) return ErrorAction.Defer(context, reason);
        int last = -1;
        for (int i = 0; i < _batch.Count; i++)
        {
            if (_batch.RuleOf(i) == last) continue;
            last = _batch.RuleOf(i);
            CompiledRule rule = _rules[last];
            log.RuleUnavailable(rule.Id, context.Id, reason);
            Verdict answer = rule.OnError.Decide(context, reason);
            if (!answer.IsAccepted)
            {
                answer = answer with { Rule = rule.Id };
                _trace.Change(rule, RuleOutcome.Decided, answer, null);
                return answer;
            }

            _trace.Change(rule, RuleOutcome.Excused, Verdict.Unavailable(reason), null);
        }

        return _hold ?? Verdict.Accept;
    }

    private async ValueTask<Verdict> ReserveShadowAsync(LimitRule limit)
    {
        var batch = new ChargeBatch();
        if (!limit.TryCollect(context, batch, 0)) return Verdict.Unavailable("a key could not be evaluated");
        if (batch.Count == 0) return Verdict.Accept;
        var shadow = new ReservationSet(context.Counters, PolicyEngineDefaults.ReservationLifetime);
        ReservationResult result = await shadow.ReserveAsync(batch.Charges, _cancellationToken).ConfigureAwait(false);
        if (result.State == ReservationState.Refused) return limit.RefusalFor(context, result);
        if (result.State != ReservationState.Reserved) return Verdict.Unavailable(result.Reason ?? "the counter store does not answer");
        (Shadows ??= []).Add(shadow);
        return Verdict.Accept;
    }

    private bool IsEnforced(CompiledRule rule) =>
        rule.Mode.IsEnforcedFor(rule.Id, context.Account?.Login ?? context.Client.CounterSubject);

    private Verdict Answer(CompiledRule rule, Exception exception)
    {
        log.RuleFailed(rule.Id, context.Id, exception);
        return ErrorAction.Defer(context, $"the rule failed: {exception.GetType().Name}");
    }

    private long Lap()
    {
        long now = clock.GetTimestamp();
        long elapsed = now - _mark;
        _mark = now;
        return elapsed;
    }
}
