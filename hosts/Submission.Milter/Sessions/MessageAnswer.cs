using Submission.Policy.Lookups;

namespace Submission.Milter.Sessions;

/// <summary>What is to become of a message.</summary>
internal readonly record struct MessageAnswer
{
    /// <summary>The refusal; <see langword="null"/> where the message is accepted.</summary>
    public SmtpReply? Refusal { get; init; }

    /// <summary>The id for the message's trace field.</summary>
    public TransactionId Id { get; init; }

    /// <summary>Why the message is to be kept for an operator; <see langword="null"/> where it is not.</summary>
    public string? Quarantine { get; init; }

    /// <summary>What the message is to be marked with; <see langword="null"/> where it is no spam.</summary>
    public SpamScan? Spam { get; init; }

    public static implicit operator MessageAnswer(SmtpReply refusal) => new() { Refusal = refusal };
}
