using Submission.Policy.Composition;
using Submission.Policy.Decisions;
using Submission.Policy.Expressions;
using Submission.Policy.Rules;

namespace Submission.Policy.Engine;

/// <summary>
/// Takes one stage of one session through the rules. Everything that is known already is judged without a wait; the first rule that has to wait moves the rest
/// into an asynchronous continuation. Not thread-safe.
/// </summary>
internal sealed class StageJudge(CompiledPolicy policy, PolicyContext context, TimeProvider clock, EngineLog log, NodeShare share)
{
    // Made when the first message comes whose content some rule asks for, and there only as long as its stage lasts.
    private MessageInquiry? _inquiry;
    private MessageInquiry? _message;
    private CompiledRule[] _rules = [];
    private DecisionTrace _trace = null!;
    private CancellationToken _cancellationToken;
    private Verdict? _hold;
    private bool _prefetches;
    private StageTimer _timer = new(clock);

    public CompiledPolicy Policy => policy;

    public PolicyContext Context => context;

    public StageCharges Charges { get; } = new(context, log, share);

    public ValueTask<Verdict> JudgeAsync(PolicyStage stage, ReservationSet reservations, DecisionTrace trace, CancellationToken cancellationToken)
    {
        context.Stage = stage;
        context.Now = clock.GetUtcNow();
        context.Lookups.Forget();
        _rules = policy.RulesAt(stage);
        _trace = trace;
        _cancellationToken = cancellationToken;
        _hold = null;
        Charges.BeginStage(_rules, reservations, trace);
        if (_rules.Length == 0) return FinishAsync(null);
        _prefetches = policy.PrefetchesAt(stage);
        _timer.Begin();
        return stage == PolicyStage.Message && policy.LooksIntoMessages ? JudgeMessageAsync() : RunAsync();
    }

    private async ValueTask<Verdict> JudgeMessageAsync()
    {
        _message = _inquiry ??= new MessageInquiry(context, log);
        _message.Begin(_rules, policy.StartsScannersTogether, _cancellationToken);
        try
        {
            return await RunAsync().ConfigureAwait(false);
        }
        finally
        {
            // However it ends: the host takes the octets back now, so that nobody may read them any longer.
            _message = null;
            await _inquiry.EndAsync().ConfigureAwait(false);
        }
    }

    private ValueTask<Verdict> RunAsync()
    {
        int index = 0;
        ValueTask<Verdict> judged = TryRun(ref index, out Verdict? verdict, out ValueTask<Verdict> pending) ? FinishAsync(verdict) : ContinueAsync(index, pending);
        return policy.HasShadowedLimits ? SettleShadowsAsync(judged) : judged;
    }

    private async ValueTask<Verdict> SettleShadowsAsync(ValueTask<Verdict> judged)
    {
        bool isAccepted = false;
        try
        {
            Verdict verdict = await judged.ConfigureAwait(false);
            isAccepted = verdict.IsAccepted;
            return verdict;
        }
        finally
        {
            if (!isAccepted) await Charges.ReleaseStageShadowsAsync().ConfigureAwait(false);
        }
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

    // Not at the beginning of the stage: what is refused before the first look-up costs no query.
    private void Prefetch(int first)
    {
        _prefetches = false;
        foreach (CompiledRule rule in _rules.AsSpan(first))
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
            Verdict? answer;
            if (_prefetches && rule.Prefetching is not null) Prefetch(index);
            if (rule.Needs != MessageNeeds.None) _message?.StartScanners(index);
            try
            {
                if (!TryAsk(rule, index, out answer, out pending)) return false;
            }
            catch (Exception exception) when (!_cancellationToken.IsCancellationRequested)
            {
                answer = AnswerFor(rule, exception);
            }

            if (answer is null) continue;
            verdict = Conclude(rule, answer, hasWaited: false);
            if (verdict is not null) break;
        }

        if (_timer.HasUntimed) _trace.AddElapsed(_timer.Lap());
        return true;
    }

    /// <summary>Asks one rule.</summary>
    /// <returns>Whether it answered, rather than has to be waited for; <paramref name="answer"/> is <see langword="null"/> where it is exempt, or a limit whose charges wait to be reserved.</returns>
    private bool TryAsk(CompiledRule rule, int index, out Verdict? answer, out ValueTask<Verdict> pending)
    {
        answer = null;
        pending = default;
        if (_message is not null && rule.Needs != MessageNeeds.None && !_message.TryFindOut(rule.ConditionNeeds, out Task<Verdict>? conditions))
        {
            pending = new(conditions);
            return false;
        }

        if (!rule.TryApplies(context, out bool applies))
        {
            answer = Verdict.Unavailable("a condition could not be evaluated");
            return true;
        }

        if (!applies)
        {
            _trace.Add(rule, context, RuleOutcome.Exempt, null, _timer.LapOf(rule));
            return true;
        }

        if (_message is not null && rule.Needs != MessageNeeds.None && !_message.TryFindOut(rule.Needs, out Task<Verdict>? facts))
        {
            pending = new(facts);
            return false;
        }

        if (rule.Charging is { } limit && limit.ReservesAt(context.Stage))
        {
            if (!IsEnforced(rule))
            {
                pending = Charges.ReserveShadowAsync(limit, _cancellationToken);
            }
            else if (context.Stage == PolicyStage.Connect)
            {
                // A server that is too busy must not look anything up for a connection that it sends away: here the order is that of the policy.
                pending = Charges.ReserveInTurnAsync(rule, _cancellationToken);
            }
            else
            {
                if (!TryCollect(rule, limit, index)) answer = Verdict.Unavailable("a key could not be evaluated");
                return true;
            }
        }
        else
        {
            // A rule of somebody else's may hold a limit.
            if (!rule.IsBuiltIn) context.ReserveNow ??= Charges.ReserveNowAsync;
            pending = rule.Rule.EvaluateAsync(context, _cancellationToken);
        }

        if (!pending.IsCompletedSuccessfully) return false;
        answer = pending.Result;
        return true;
    }

    private bool TryCollect(CompiledRule rule, IChargingRule limit, int index)
    {
        int before = Charges.Count;
        if (!Charges.TryCollect(limit, index)) return false;
        int entry = _trace.Add(rule, context, RuleOutcome.Passed, null, _timer.LapOf(rule));
        _trace.AddCharges(entry, Charges.Since(before));
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
                answer = AnswerFor(rule, exception);
            }

            if (!ReferenceEquals(answer, MessageInquiry.AskAgain))
            {
                if (Conclude(rule, answer, hasWaited: true) is { } verdict) return verdict;
                index++;
            }

            if (TryRun(ref index, out Verdict? decided, out pending)) return await FinishAsync(decided).ConfigureAwait(false);
        }
    }

    private ValueTask<Verdict> FinishAsync(Verdict? verdict)
    {
        if (verdict is not null) return new(verdict);
        if (context.Stage == PolicyStage.Connect) return new(_hold ?? Verdict.Accept);
        ValueTask<Verdict> reserving = Charges.ReserveAsync(_cancellationToken);
        return reserving.IsCompletedSuccessfully ? new(OrHold(reserving.Result)) : AwaitAsync(reserving);

        async ValueTask<Verdict> AwaitAsync(ValueTask<Verdict> pending) => OrHold(await pending.ConfigureAwait(false));
    }

    private Verdict OrHold(Verdict verdict) => _hold is not null && verdict.IsAccepted ? _hold : verdict;

    private Verdict? Conclude(CompiledRule rule, Verdict answer, bool hasWaited)
    {
        long elapsed = hasWaited ? _timer.Lap() : _timer.LapOf(rule);
        if (answer.Kind == VerdictKind.Accept)
        {
            AddCounters(rule, _trace.Add(rule, context, RuleOutcome.Passed, null, elapsed));
            return null;
        }

        if (answer.Kind == VerdictKind.Unavailable)
        {
            string? reason = answer.Reason;
            answer = rule.OnError.Decide(context, reason);
            log.RuleUnavailable(rule.Id, context.Id, reason);
            if (answer.IsAccepted)
            {
                _trace.Add(rule, context, RuleOutcome.Excused, Verdict.Unavailable(reason ?? ""), elapsed);
                return null;
            }
        }

        answer = answer with { Rule = rule.Id };
        bool enforced = IsEnforced(rule);
        RuleOutcome outcome = enforced ? RuleOutcome.Decided : RuleOutcome.Shadowed;
        int entry = _trace.Add(rule, context, outcome, answer, elapsed);
        if (Charges.TakeRefused() is { } refused) _trace.Change(rule, outcome, answer, refused);
        else AddCounters(rule, entry);
        if (!enforced) return null;
        if (answer.Kind != VerdictKind.Hold) return answer;
        // A later rule may still refuse what this one only wants held.
        _hold ??= answer;
        return null;
    }

    /// <summary>Records the counters of a limit that answered in its turn.</summary>
    private void AddCounters(CompiledRule rule, int entry)
    {
        if (rule.Charging is not { } limit) return;
        if (limit.ReservesAt(context.Stage) && context.Stage == PolicyStage.Connect) _trace.AddCharges(entry, Charges.Since(0));
        limit.Watch(context, _trace, entry);
    }

    private bool IsEnforced(CompiledRule rule) => rule.Mode.IsEnforcedFor(rule.Id, context.Account?.Login ?? context.Client.CounterSubject);

    private Verdict AnswerFor(CompiledRule rule, Exception exception)
    {
        log.RuleFailed(rule.Id, context.Id, exception);
        return ErrorAction.Defer(context, $"the rule failed: {exception.GetType().Name}");
    }
}
