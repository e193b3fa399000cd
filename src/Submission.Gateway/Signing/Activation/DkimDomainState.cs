using System.Collections.Immutable;

namespace Submission.Gateway.Signing.Activation;

/// <summary>What is known of DKIM for a domain, as it survives restarts. Immutable and thread-safe.</summary>
public sealed record DkimDomainState
{
    /// <summary>The domain, canonical.</summary>
    public required string Domain { get; init; }

    /// <summary>Whether an operator has switched it off. Default <see langword="false"/>.</summary>
    public bool IsOff { get; init; }

    /// <summary>Who serves its zone. Default <see cref="DkimHome.Unknown"/>.</summary>
    public DkimHome Home { get; init; }

    /// <summary>The zone that holds it; <see langword="null"/> (the default) where it is not known.</summary>
    public string? Zone { get; init; }

    /// <summary>Its keys, the oldest first. Default: none.</summary>
    public ImmutableArray<DkimKeyState> Keys { get; init; } = [];

    /// <summary>How many pairs of keys it has had. Default 0.</summary>
    public int Generation { get; init; }

    /// <summary>Whether an operator wants new keys. Default <see langword="false"/>.</summary>
    public bool IsRotationWanted { get; init; }
}
