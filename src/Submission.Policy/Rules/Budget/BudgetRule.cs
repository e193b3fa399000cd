using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Engine;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Lookups;
using Submission.Policy.Rules.Limit;
using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Budget;

/// <summary>
/// Lets the first few messages of a sort pass. The engine reserves what they use up together with the limits of the stage, so that sessions side by side never overshoot; the one
/// that no longer fits is refused, and whoever has nothing left is blocked from then on, at mail, until the budget opens again.
/// </summary>
internal sealed class BudgetRule : IChargingRule, IObservedRule, IMessageRule, ICountingRule, IWatchingRule
{
    private readonly BudgetOptions _options;
    private readonly RuleReply _reply;
    private readonly CounterLimit _full;
    private readonly string _what;

    public BudgetRule(RuleId id, PolicyStages stages, BudgetOptions options, RuleReply reply)
    {
        Id = id;
        Stages = stages;
        _options = options;
        _reply = reply;
        CounterWindow window = options.Limit.Windows[0];
        _full = new CounterLimit([window with { AtMost = window.AtMost - 1 }]);
        _what = $"of {window.AtMost} within {DurationText.Format(window.Length)} used up: {options.Of.Source}";
        Facts = [.. options.Keys.SelectMany(static key => key.Expression.Facts).Concat(options.Of.Facts).Distinct()];
        Counters = [.. options.Keys.Select(key => new RuleCounter(key.Scope, options.Limit, options.Blocked is null ? null : key.Scope))];
    }

    public RuleId Id { get; }

    public PolicyStages Stages { get; }

    public IReadOnlyList<Fact> Facts { get; }

    public MessageNeeds Needs => _reply.Needs;

    public ImmutableArray<RuleCounter> Counters { get; }

    public bool ReservesAt(PolicyStage stage) => stage == PolicyStage.Message;

    public bool TryCollect(PolicyContext context, ChargeBatch batch, int ruleIndex)
    {
        if (!_options.Of.TryEvaluateBool(context, out bool counts)) return false;
        if (!counts) return true;
        foreach (LimitKey key in _options.Keys)
        {
            if (!key.Expression.TryEvaluateSubject(context, out string? subject)) return false;
            if (subject.Length > 0) batch.Add(new CounterCharge(new CounterKey(key.Scope, subject), _options.Limit, 1), ruleIndex, oncePerTransaction: true);
        }

        return true;
    }

    /// <summary>Refuses what does not fit, and blocks every key that has nothing left; where only messages under way stand in the way, nobody.</summary>
    public async ValueTask<Verdict> RefuseAsync(PolicyContext context, ReservationResult result, CancellationToken cancellationToken)
    {
        if (_options.Blocked is not null)
        {
            foreach (LimitKey key in _options.Keys)
            {
                if (!key.Expression.TryEvaluateSubject(context, out string? subject) || subject.Length == 0) continue;
                var counter = new CounterKey(key.Scope, subject);
                CounterReading reading = await context.Counters.ReadAsync(counter, _full, cancellationToken).ConfigureAwait(false);
                if (!reading.IsExceeded || reading.OpensAt <= context.Now) continue;
                DateTimeOffset latest = context.Now + _options.BlockFor;
                var block = new CounterBlock(counter, context.Now, reading.OpensAt < latest ? reading.OpensAt : latest, $"{reading.Used} {_what}");
                await context.Counters.BlockAsync(block, cancellationToken).ConfigureAwait(false);
            }
        }

        return _reply.Refuse(context, $"{result.Used} {_what}");
    }

    public void Watch(PolicyContext context, DecisionTrace trace, int entry)
    {
    }

    public IEnumerable<CounterCharge> WatchedAtMail(PolicyContext context)
    {
        foreach (LimitKey key in _options.Keys)
        {
            if (key.Expression.TryEvaluateSubject(context, out string? subject) && subject.Length > 0)
                yield return new CounterCharge(new CounterKey(key.Scope, subject), _options.Limit, 1);
        }
    }

    /// <summary>Refuses at mail whom the rule has blocked.</summary>
    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken) =>
        context.Stage == PolicyStage.Mail ? AskKeyAsync(context, 0, cancellationToken) : new(Verdict.Unavailable("a budget is reserved"));

    private ValueTask<Verdict> AskKeyAsync(PolicyContext context, int first, CancellationToken cancellationToken)
    {
        for (int i = first; i < _options.Keys.Length; i++)
        {
            LimitKey key = _options.Keys[i];
            if (!key.Expression.TryEvaluateSubject(context, out string? subject)) return new(Verdict.Unavailable("a key could not be evaluated"));
            if (subject.Length == 0) continue;
            ValueTask<LookupResult<CounterBlock>> finding = context.Counters.FindBlockAsync(new CounterKey(key.Scope, subject), cancellationToken);
            if (!finding.IsCompletedSuccessfully) return AwaitAsync(context, i, finding, cancellationToken);
            if (Answer(context, finding.Result) is { } answer) return new(answer);
        }

        return new(Verdict.Accept);
    }

    private async ValueTask<Verdict> AwaitAsync(PolicyContext context, int index, ValueTask<LookupResult<CounterBlock>> finding, CancellationToken cancellationToken) =>
        Answer(context, await finding.ConfigureAwait(false)) ?? await AskKeyAsync(context, index + 1, cancellationToken).ConfigureAwait(false);

    private Verdict? Answer(PolicyContext context, in LookupResult<CounterBlock> found)
    {
        if (found.IsAbsent) return null;
        return found.IsFound ? _options.Blocked!.Refuse(context, found.Value.Reason) : Verdict.Unavailable(found.Reason ?? "the counter store does not answer");
    }
}
