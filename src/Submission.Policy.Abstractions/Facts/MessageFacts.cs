namespace Submission.Policy;

/// <summary>What is known of a message once its data has ended. Immutable and thread-safe.</summary>
public sealed record MessageFacts
{
    /// <summary>The real size in octets, as received after dot-unstuffing.</summary>
    public required long Size { get; init; }
}
