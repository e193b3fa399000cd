using System.Collections.Immutable;
using Submission.Policy.Lookups;

namespace Submission.Policy.Client;

/// <summary>What the policy says of a message of which all was told. Immutable and thread-safe.</summary>
public sealed record CheckResult
{
    /// <summary>The verdict on the whole: that of the last stage that was judged; of the recipients the first refusal where none is accepted.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The verdicts of the stages that were judged, in their order. A stage of a newer service that this client does not know is left out; the verdict on the whole counts it.</summary>
    public required ImmutableArray<StageVerdict> Stages { get; init; }

    /// <summary>The id of the transaction, or of the session where MAIL was not judged; <see cref="PolicyClient.ExplainAsync"/> finds the decision by it.</summary>
    public required TransactionId Id { get; init; }

    /// <summary>What the spam scanner thinks; <see langword="null"/> (the default) where no rule has asked it.</summary>
    public SpamScan? Spam { get; init; }
}
