namespace Submission.Policy;

/// <summary>What the client declared with MAIL FROM. Immutable and thread-safe.</summary>
public sealed record MailParameters
{
    /// <summary>Nothing declared.</summary>
    public static MailParameters None { get; } = new();

    /// <summary>The declared size in octets (SIZE, RFC 1870); <see langword="null"/> where none was declared.</summary>
    public long? DeclaredSize { get; init; }
}
