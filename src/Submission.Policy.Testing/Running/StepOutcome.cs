using Submission.Policy.Decisions;

namespace Submission.Policy.Testing.Running;

/// <summary>What came of a step.</summary>
/// <param name="Verdict">The verdict; <see langword="null"/> where the step has none, or was not possible.</param>
/// <param name="Id">The id that the reply carries.</param>
/// <param name="Impossible">Why the step was not possible in the state of the session; otherwise <see langword="null"/>.</param>
internal readonly record struct StepOutcome(Verdict? Verdict, TransactionId Id, string? Impossible)
{
    public const string IdField = "{id}";

    public static StepOutcome None => default;

    public static StepOutcome NotPossible(string why) => new(null, default, why);

    /// <summary>The reply as cases write it: <c>accept</c>, or the line with <c>{id}</c> in place of the id.</summary>
    public string Text => Impossible is not null ? $"not possible: {Impossible}" : Render(Verdict, Id);

    public static string Render(Verdict? verdict, TransactionId id) => verdict switch
    {
        null => "nothing",
        { Kind: VerdictKind.Hold } => "hold",
        { Reply: { } reply } => reply.ToString().Replace(id.ToString(), IdField, StringComparison.Ordinal),
        _ => "accept",
    };
}

/// <summary>What rules did at a step.</summary>
internal readonly record struct StepDecisions(DecisionRecord Record, int First)
{
    public ReadOnlySpan<RuleObservation> Rules => Record.Rules.AsSpan()[First..];
}
