using System.Diagnostics.CodeAnalysis;

namespace Submission.Trust.MtaSts;

/// <summary>A policy that was fetched, or why there is none. Immutable and thread-safe.</summary>
public sealed record StsFetchResult
{
    private StsFetchResult(StsPolicy? policy, StsFetchFailure failure, string? reason) => (Policy, Failure, Reason) = (policy, failure, reason);

    /// <summary>The policy; <see langword="null"/> where there is none.</summary>
    public StsPolicy? Policy { get; }

    /// <summary>Why there is none.</summary>
    public StsFetchFailure Failure { get; }

    /// <summary>The same for people, in one line; <see langword="null"/> where there is a policy.</summary>
    public string? Reason { get; }

    /// <summary>Whether there is a policy.</summary>
    [MemberNotNullWhen(true, nameof(Policy))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsFound => Policy is not null;

    /// <summary>There is a policy.</summary>
    public static StsFetchResult Found(StsPolicy policy) => new(policy, StsFetchFailure.None, null);

    /// <summary>There is none.</summary>
    public static StsFetchResult Failed(StsFetchFailure failure, string reason) => new(null, failure, reason);
}
