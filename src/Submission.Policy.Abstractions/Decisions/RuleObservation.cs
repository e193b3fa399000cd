using System.Collections.Immutable;

namespace Submission.Policy.Decisions;

/// <summary>One rule at one stage: what it saw and what became of it. Immutable and thread-safe.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Recipient">The recipient that was judged, at <see cref="PolicyStage.Rcpt"/>; otherwise <see langword="null"/>.</param>
/// <param name="Verdict">The verdict where the rule gave one other than to go on, enforced or not; otherwise <see langword="null"/>.</param>
/// <param name="Saw">The facts that it read, with their values.</param>
/// <param name="Counters">The counters that it read, where it is full or was refused; a counter that passed is listed with what it held.</param>
/// <param name="Elapsed">How long it took, to the resolution of the clock. Rules of the engine's own kinds that answer at once are timed together: what they take is told with the next rule that is timed by itself, or with the last of them.</param>
public sealed record RuleObservation(
    RuleId Rule,
    PolicyStage Stage,
    RuleOutcome Outcome,
    string? Recipient,
    Verdict? Verdict,
    ImmutableArray<ObservedValue> Saw,
    ImmutableArray<CounterObservation> Counters,
    TimeSpan Elapsed);
