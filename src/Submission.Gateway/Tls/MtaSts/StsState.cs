using Submission.Trust.MtaSts;

namespace Submission.Gateway.Tls.MtaSts;

/// <summary>What is known of a domain's MTA-STS policy. Immutable and thread-safe.</summary>
public sealed record StsState
{
    /// <summary>Nothing: the domain has no MTA-STS.</summary>
    public static StsState Absent { get; } = new();

    /// <summary>The policy in force; <see langword="null"/> where there is none.</summary>
    public StsPolicy? Policy { get; init; }

    /// <summary>The id that the policy was fetched under; <see langword="null"/> where there is none.</summary>
    public string? PolicyId { get; init; }

    /// <summary>Whether the policy was there already and was not fetched for this answer. Default <see langword="false"/>.</summary>
    public bool IsKept { get; init; }

    /// <summary>When the policy was fetched; <see langword="null"/> where there is none.</summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>Until when the policy may be used; <see langword="null"/> where there is none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The id in the domain's record now; <see langword="null"/> where no record was found.</summary>
    public string? RecordId { get; init; }

    /// <summary>What is wrong with the record, or that it cannot be looked up; <see langword="null"/> where nothing is.</summary>
    public string? RecordProblem { get; init; }

    /// <summary>Why the policy that the record tells of could not be fetched; <see langword="null"/> where it was, or none was to be.</summary>
    public TlsFailure? Failure { get; init; }

    /// <summary>Whether a policy is in force that says what is to be done.</summary>
    public bool IsInForce => Policy is { Mode: not StsMode.None };
}
