namespace Submission.Policy;

/// <summary>What is known of a message once its data has ended. Immutable and thread-safe.</summary>
public sealed record MessageFacts
{
    /// <summary>The real size in octets, as received after dot-unstuffing.</summary>
    public required long Size { get; init; }

    /// <summary>The octets, for the rules that look into the message; <see langword="null"/> (the default) where the host has none, so that such a rule answers with its <c>on-error</c>.</summary>
    public MessageContent? Content { get; init; }

    /// <summary>
    /// What the message holds. <see langword="null"/> (the default) where the host has not read it: then <see cref="Lookups.IMessageReader"/> reads <see cref="Content"/> as soon as
    /// a rule asks.
    /// </summary>
    public MessageStructure? Structure { get; init; }
}
