using System.Collections.Immutable;

namespace Submission.Policy.Decisions;

/// <summary>How a verdict came about: each rule that was asked, what it saw, what was left, how long it took. Immutable and thread-safe; holds no secret.</summary>
public sealed record DecisionRecord
{
    /// <summary>The id of the transaction, or of the session before there is a transaction.</summary>
    public required TransactionId Id { get; init; }

    /// <summary>The name of the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>When the last of the stages began to be judged.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The last stage that was judged.</summary>
    public required PolicyStage Stage { get; init; }

    /// <summary>The verdict of that stage.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The address of the client.</summary>
    public required string Client { get; init; }

    /// <summary>The login of the account; <see langword="null"/> before authentication.</summary>
    public string? Account { get; init; }

    /// <summary>The reverse-path; <see langword="null"/> before MAIL.</summary>
    public string? Sender { get; init; }

    /// <summary>The rules in the order in which they were asked, stage by stage.</summary>
    public required ImmutableArray<RuleObservation> Rules { get; init; }

    /// <summary>How long the judging took, look-ups included.</summary>
    public required TimeSpan Elapsed { get; init; }
}
