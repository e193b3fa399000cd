using System.Collections.Immutable;

namespace Submission.Trust.Advice;

/// <summary>What a mail server showed. Immutable and thread-safe.</summary>
/// <param name="IsReached">Whether it greeted.</param>
/// <param name="IsEncrypted">Whether TLS began.</param>
/// <param name="Problem">What went wrong, for people; <see langword="null"/> for nothing.</param>
public sealed record ServerSight(bool IsReached, bool IsEncrypted, string? Problem)
{
    /// <summary>The certificates that it sent in DER, its own first; empty without TLS.</summary>
    public ImmutableArray<ImmutableArray<byte>> Certificates { get; init; } = [];
}
