using System.Collections.Immutable;
using System.Globalization;
using Submission.Policy.Counters;
using Submission.Policy.Decisions;
using Submission.Policy.Expressions;
using Submission.Policy.Lookups;
using Submission.Policy.Rules;

namespace Submission.Policy.Engine;

/// <summary>
/// What the rules of a transaction did, kept so cheaply that it is kept for every verdict; a <see cref="DecisionRecord"/> is made of it only where somebody asks.
/// Belongs to a session and is reused; not thread-safe.
/// </summary>
/// <param name="rules">How many rules are mostly asked.</param>
internal sealed class DecisionTrace(int rules)
{
    private const int MaximumEntries = 16_384;
    private const int FirstCharges = 2;
    private const string Country = "client.country";
    private Entry[] _entries = [];
    private CounterCharge[] _charges = [];
    private int _count;
    private int _chargeCount;

    public void Clear()
    {
        _count = 0;
        _chargeCount = 0;
    }

    public int Add(CompiledRule rule, PolicyContext context, RuleOutcome outcome, Verdict? verdict, long elapsed)
    {
        // Whoever names recipients without end gets no memory without end; the newest entry, which decided, takes the place of the one before.
        if (_count == MaximumEntries) _chargeCount = _entries[--_count].FirstCharge;
        if (_count == _entries.Length) Array.Resize(ref _entries, Math.Max(Math.Max(rules, 4), _count * 2));
        ref Entry entry = ref _entries[_count];
        if (!ReferenceEquals(entry.Rule, rule)) entry.Rule = rule;
        entry.Stage = context.Stage;
        entry.Outcome = outcome;
        // An entry is used again and again, and mostly has none of these before and after.
        if (!ReferenceEquals(entry.Verdict, verdict)) entry.Verdict = verdict;
        if (!ReferenceEquals(entry.Recipient, context.Recipient)) entry.Recipient = context.Recipient;
        if (entry.Refused is not null) entry.Refused = null;
        entry.RecipientCount = context.Recipients.Count;
        entry.Elapsed = elapsed;
        entry.FirstCharge = _chargeCount;
        entry.ChargeCount = 0;
        return _count++;
    }

    /// <summary>Adds to the time that the newest entry took.</summary>
    public void AddElapsed(long elapsed) => _entries[_count - 1].Elapsed += elapsed;

    public void AddCharges(int entry, ReadOnlySpan<CounterCharge> charges)
    {
        foreach (ref readonly CounterCharge charge in charges) AddCharge(entry, charge);
    }

    public void AddCharge(int entry, in CounterCharge charge)
    {
        if (_chargeCount == _charges.Length) Array.Resize(ref _charges, Math.Max(FirstCharges, _chargeCount * 2));
        _charges[_chargeCount++] = charge;
        _entries[entry].ChargeCount++;
    }

    public void Change(CompiledRule rule, RuleOutcome outcome, Verdict? verdict, CounterObservation? refused)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            if (!ReferenceEquals(_entries[i].Rule, rule)) continue;
            _entries[i].Outcome = outcome;
            _entries[i].Verdict = verdict;
            _entries[i].Refused = refused;
            return;
        }
    }

    public ImmutableArray<RuleObservation> ToObservations(PolicyContext context, TimeProvider clock)
    {
        EmailAddress? recipient = context.Recipient;
        IReadOnlyList<EmailAddress> recipients = context.Recipients;
        MessageFacts? message = context.Message;
        EmailAddress[] all = [.. recipients];
        ImmutableArray<RuleObservation>.Builder observations = ImmutableArray.CreateBuilder<RuleObservation>(_count);
        for (int i = 0; i < _count; i++)
        {
            ref Entry entry = ref _entries[i];
            context.Recipient = entry.Recipient;
            // Before the end of the data a rule saw the declared size, not the real one.
            context.Message = entry.Stage == PolicyStage.Message ? message : null;
            context.Recipients = new ArraySegment<EmailAddress>(all, 0, Math.Min(all.Length, entry.RecipientCount));
            observations.Add(new RuleObservation(
                entry.Rule.Id,
                entry.Stage,
                entry.Outcome,
                entry.Recipient?.ToString(),
                entry.Verdict,
                Observe(entry.Rule, (PolicyStages)(1 << (int)entry.Stage), context),
                Counters(entry, context),
                clock.GetElapsedTime(0, entry.Elapsed)));
        }

        context.Recipient = recipient;
        context.Recipients = recipients;
        context.Message = message;
        return observations.MoveToImmutable();
    }

    private static ImmutableArray<ObservedValue> Observe(CompiledRule rule, PolicyStages stage, PolicyContext context)
    {
        if (rule.Rule is not IObservedRule observed) return [];
        // At the end of the data a limit looks at every recipient, so that there is none to show.
        IEnumerable<Fact> known = observed.Facts.Where(fact => fact.Stages.HasFlag(stage) && (context.Recipient is not null || !LimitFacts.IsOfRecipient(fact)));
        ImmutableArray<ObservedValue>.Builder saw = ImmutableArray.CreateBuilder<ObservedValue>();
        foreach (Fact fact in known)
        {
            saw.Add(new ObservedValue(fact.Name, fact.TextOrReason(context)));
            // A country is worth as much as the data it was found in.
            if (string.Equals(fact.Name, Country, StringComparison.Ordinal) && context.CountryDataBuiltAt is { } built)
                saw.Add(new ObservedValue(Country + ".data", built.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
        }

        if (stage == PolicyStages.Auth && context.IsRepeatedPassword is { } isRepeated) saw.Add(new ObservedValue("authentication.repeated", isRepeated ? "true" : "false"));
        return saw.ToImmutable();
    }

    private ImmutableArray<CounterObservation> Counters(in Entry entry, PolicyContext context)
    {
        if (entry.Refused is not null) return [entry.Refused];
        ImmutableArray<CounterObservation>.Builder counters = ImmutableArray.CreateBuilder<CounterObservation>(entry.ChargeCount);
        foreach (ref readonly CounterCharge charge in _charges.AsSpan(entry.FirstCharge, entry.ChargeCount)) Read(charge, context, counters);
        if (entry is { Rule.Rule: IWatchingRule watching, Stage: PolicyStage.Mail, Outcome: not RuleOutcome.Exempt })
        {
            foreach (CounterCharge charge in watching.WatchedAtMail(context)) Read(charge, context, counters);
        }

        return counters.ToImmutable();
    }

    private static void Read(in CounterCharge charge, PolicyContext context, ImmutableArray<CounterObservation>.Builder counters)
    {
        // A store that answers only after a wait is not asked again: the record is made where nobody waits.
        ValueTask<CounterReading> reading = context.Counters.ReadAsync(charge.Key, charge.Limit, CancellationToken.None);
        if (!reading.IsCompletedSuccessfully) return;
        CounterReading found = reading.Result;
        if (found.State != LookupState.Found) return;
        counters.Add(new CounterObservation(charge.Key, found.Window, found.Used, found.OpensAt == default ? null : found.OpensAt));
    }

    private struct Entry
    {
        public CompiledRule Rule;
        public Verdict? Verdict;
        public EmailAddress? Recipient;
        public CounterObservation? Refused;
        public long Elapsed;
        public int RecipientCount;
        public int FirstCharge;
        public int ChargeCount;
        public PolicyStage Stage;
        public RuleOutcome Outcome;
    }
}
