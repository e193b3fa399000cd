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

    /// <summary>The reply as it was read from a wire, with <c>{id}</c> in place of the id; <see langword="null"/> where none was read.</summary>
    public string? Reply { get; init; }

    /// <summary>Whether the host closed the connection, as far as it can be seen on a wire; <see langword="null"/> where the verdict tells.</summary>
    public bool? IsClosed { get; init; }

    /// <summary>Why nothing of the step can be compared: the host does not see it; otherwise <see langword="null"/>.</summary>
    public string? Unseen { get; init; }

    /// <summary>Why the reply cannot be compared, but who decided can: others word it, or nobody hears it; otherwise <see langword="null"/>.</summary>
    public string? Unsaid { get; init; }

    /// <summary>Why the case ends here: what follows depends on something that cannot happen to the host; otherwise <see langword="null"/>.</summary>
    public string? Ends { get; init; }

    /// <summary>What the rules did, where the session was asked to trace it.</summary>
    public StepDecisions? Decisions { get; init; }

    public bool Closes => IsClosed ?? Verdict?.Kind == VerdictKind.Close;

    /// <summary>The reply as cases write it: <c>accept</c>, or the line with <c>{id}</c> in place of the id.</summary>
    public string Text => Impossible is not null ? $"not possible: {Impossible}" : Reply ?? Render(Verdict, Id);

    public static StepOutcome NotPossible(string why) => new(null, default, why);

    public static StepOutcome NotSeen(string why) => new() { Unseen = why };

    public static StepOutcome EndOfCase(string why) => new() { Ends = why };

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
