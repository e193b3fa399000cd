using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Engine;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Lookups;

namespace Submission.Policy.Rules.Limit;

/// <summary>
/// Refuses what would exceed a limit. The engine asks it for its charges and reserves those of a stage together; what has happened already (failed
/// authentications, attempts) is recorded, and read here.
/// </summary>
internal sealed class LimitRule : IChargingRule, IObservedRule, IMessageRule, ICountingRule
{
    private readonly RuleReply _reply;
    private readonly bool _readsRecipient;

    public LimitRule(RuleId id, PolicyStages stages, LimitOptions options, RuleReply reply)
    {
        Id = id;
        Stages = stages;
        Options = options;
        _reply = reply;
        Facts = [.. options.Keys.SelectMany(static key => key.Expression.Facts).Concat(options.Only?.Facts ?? []).Distinct()];
        _readsRecipient = ChargesTheMessage && Facts.Any(LimitFacts.IsOfRecipient);
        Counters =
        [
            .. options.Keys.SelectMany(key => new[] { options.Windows, options.AtOnce }.OfType<CounterLimit>().Select(limit => new RuleCounter(key.Scope, limit))),
        ];
    }

    /// <summary>The rule with its windows only, for a host that does not see connections end.</summary>
    public LimitRule WithoutAtOnce() => new(Id, Stages, Options with { AtOnce = null }, _reply);

    public RuleId Id { get; }

    public PolicyStages Stages { get; }

    public LimitOptions Options { get; }

    public IReadOnlyList<Fact> Facts { get; }

    public MessageNeeds Needs => _reply.Needs;

    public ImmutableArray<RuleCounter> Counters { get; }

    /// <summary>Whether the rule reserves, rather than reads what has been recorded.</summary>
    public bool ReservesAt(PolicyStage stage) => Options.Count != LimitCount.AuthFailures && !Options.ChargesAttempts;

    /// <summary>Whether what is counted belongs to the message as a whole: it is charged once, at however many stages and for however many recipients it is judged.</summary>
    private bool ChargesTheMessage => Options.Count is LimitCount.Messages or LimitCount.Bytes;

    public bool TryCollect(PolicyContext context, ChargeBatch batch, int ruleIndex)
    {
        if (!IsOfEachRecipient(context)) return TryCollectOne(context, batch, ruleIndex);
        try
        {
            for (int i = 0; i < context.Recipients.Count; i++)
            {
                context.Recipient = context.Recipients[i];
                if (!TryCollectOne(context, batch, ruleIndex)) return false;
            }

            return true;
        }
        finally
        {
            context.Recipient = null;
        }
    }

    public void Watch(PolicyContext context, DecisionTrace trace, int entry)
    {
        CounterLimit? limit = ReservesAt(context.Stage) ? Options.AtOnce : Options.Windows;
        if (limit is null) return;
        foreach (LimitKey key in Options.Keys)
        {
            if (key.Expression.TryEvaluateSubject(context, out string? subject) && subject.Length > 0)
                trace.AddCharge(entry, new CounterCharge(new CounterKey(key.Scope, subject), limit, 1));
        }
    }

    public ValueTask<Verdict> RefuseAsync(PolicyContext context, ReservationResult result, CancellationToken cancellationToken) =>
        new(_reply.Refuse(context, result.Window == default ? $"{result.Used} at once" : $"{result.Used} of {result.Window.AtMost} used"));

    /// <summary>Reads, or records and reads, what has happened; the way of failed authentications and of attempts.</summary>
    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (ReservesAt(context.Stage)) return context.ReserveNow is { } reserve ? reserve(this, cancellationToken) : new(Verdict.Unavailable("no session"));
        return Options.Count == LimitCount.AuthFailures ? ReadFromAsync(context, 0, cancellationToken) : AttemptAsync(context, cancellationToken);
    }

    /// <summary>Charges every key at once, whatever the limit.</summary>
    /// <returns>The first counter that is exceeded or unavailable; <see langword="null"/> where none is.</returns>
    public async ValueTask<CounterReading?> RecordAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        CounterReading? exceeded = null;
        long amount = Options.Count == LimitCount.AuthFailures ? 1 : AmountAt(context);
        if (amount <= 0 || Options.Windows is null) return null;
        string? member = Options.Count == LimitCount.DistinctRecipients ? context.Recipient?.Canonical : null;
        foreach (CounterKey counter in CountersAt(context))
        {
            CounterReading reading = await AttemptAsync(context, new CounterCharge(counter, Options.Windows, amount, member), cancellationToken).ConfigureAwait(false);
            if (IsObjection(reading)) exceeded ??= reading;
        }

        return exceeded;
    }

    private List<CounterKey> CountersAt(PolicyContext context)
    {
        var counters = new List<CounterKey>(Options.Keys.Length);
        if (!IsOfEachRecipient(context))
        {
            AddCounters(context, counters);
            return counters;
        }

        foreach (EmailAddress recipient in context.Recipients)
        {
            context.Recipient = recipient;
            AddCounters(context, counters);
        }

        context.Recipient = null;
        return counters;
    }

    private void AddCounters(PolicyContext context, List<CounterKey> counters)
    {
        if (Options.Only is not null && (!Options.Only.TryEvaluateBool(context, out bool counts) || !counts)) return;
        foreach (LimitKey key in Options.Keys)
        {
            if (key.Expression.TryEvaluateSubject(context, out string? subject) && subject.Length > 0) counters.Add(new CounterKey(key.Scope, subject));
        }
    }

    private bool TryCollectOne(PolicyContext context, ChargeBatch batch, int ruleIndex)
    {
        long amount = AmountAt(context);
        if (amount <= 0) return true;
        if (Options.Only is not null)
        {
            if (!Options.Only.TryEvaluateBool(context, out bool counts)) return false;
            if (!counts) return true;
        }

        string? member = Options.Count == LimitCount.DistinctRecipients ? context.Recipient?.Canonical : null;
        foreach (LimitKey key in Options.Keys)
        {
            if (!key.Expression.TryEvaluateSubject(context, out string? subject)) return false;
            if (subject.Length == 0) continue;
            var counter = new CounterKey(key.Scope, subject);
            // The size that was declared is charged first; the real one adds what it has more.
            long remaining = ChargesTheMessage ? amount - batch.HeldOf(counter) : amount;
            if (_readsRecipient) remaining -= batch.CollectedOf(counter);
            if (remaining <= 0) continue;
            if (Options.Windows is not null) batch.Add(new CounterCharge(counter, Options.Windows, remaining, member), ruleIndex, ChargesTheMessage);
            if (Options.AtOnce is not null) batch.AddOpen(new CounterCharge(counter, Options.AtOnce, amount));
        }

        return true;
    }

    /// <summary>Whether the rule asks of the recipients where all are known: then of each, and what one has charged the next does not.</summary>
    private bool IsOfEachRecipient(PolicyContext context) => _readsRecipient && context.Stage == PolicyStage.Message;

    private async ValueTask<CounterReading> AttemptAsync(PolicyContext context, CounterCharge charge, CancellationToken cancellationToken)
    {
        if (!ChargesTheMessage) return await context.Counters.RecordAsync(charge, cancellationToken).ConfigureAwait(false);
        long charged = 0;
        foreach (CounterCharge earlier in context.Attempted ??= [])
        {
            if (earlier.Key == charge.Key) charged += earlier.Amount;
        }

        if (charged >= charge.Amount) return await context.Counters.ReadAsync(charge.Key, charge.Limit, cancellationToken).ConfigureAwait(false);
        charge = charge with { Amount = charge.Amount - charged };
        CounterReading reading = await context.Counters.RecordAsync(charge, cancellationToken).ConfigureAwait(false);
        if (reading.State != LookupState.Unavailable) context.Attempted.Add(charge);
        return reading;
    }

    private async ValueTask<Verdict> AttemptAsync(PolicyContext context, CancellationToken cancellationToken) =>
        await RecordAsync(context, cancellationToken).ConfigureAwait(false) is { } exceeded ? Refuse(context, exceeded) : Verdict.Accept;

    private ValueTask<Verdict> ReadFromAsync(PolicyContext context, int first, CancellationToken cancellationToken)
    {
        for (int i = first; i < Options.Keys.Length && Options.Windows is not null; i++)
        {
            LimitKey key = Options.Keys[i];
            if (!key.Expression.TryEvaluateSubject(context, out string? subject) || subject.Length == 0) continue;
            ValueTask<CounterReading> reading = context.Counters.ReadAsync(new CounterKey(key.Scope, subject), Options.Windows, cancellationToken);
            if (!reading.IsCompletedSuccessfully) return AwaitAsync(context, reading, i + 1, cancellationToken);
            CounterReading read = reading.Result;
            if (IsObjection(read)) return new(Refuse(context, read));
        }

        return new(Verdict.Accept);

        async ValueTask<Verdict> AwaitAsync(PolicyContext judged, ValueTask<CounterReading> pending, int next, CancellationToken token)
        {
            CounterReading read = await pending.ConfigureAwait(false);
            return IsObjection(read) ? Refuse(judged, read) : await ReadFromAsync(judged, next, token).ConfigureAwait(false);
        }
    }

    private static bool IsObjection(in CounterReading reading) => reading.State == LookupState.Unavailable || reading.IsExceeded;

    private Verdict Refuse(PolicyContext context, in CounterReading reading) => reading.State == LookupState.Unavailable
        ? Verdict.Unavailable("the counter store does not answer")
        : _reply.Refuse(context, $"{reading.Used} of {reading.Window.AtMost} used");

    private long AmountAt(PolicyContext context) => Options.Count switch
    {
        LimitCount.Bytes => context.Message?.Size ?? context.Mail.DeclaredSize ?? 0,
        _ => 1,
    };
}
