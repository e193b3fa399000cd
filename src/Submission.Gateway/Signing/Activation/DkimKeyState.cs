using Submission.Trust.Dkim;

namespace Submission.Gateway.Signing.Activation;

/// <summary>What is known of a key of a domain. Immutable and thread-safe.</summary>
public sealed record DkimKeyState
{
    /// <summary>The selector.</summary>
    public required string Selector { get; init; }

    /// <summary>The kind of key.</summary>
    public required DkimAlgorithm Algorithm { get; init; }

    /// <summary>The record that publishes it.</summary>
    public required string Record { get; init; }

    /// <summary>Which of the domain's pairs it belongs to, from 1.</summary>
    public required int Generation { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Where it is on its way. Default <see cref="DkimKeyStage.Waiting"/>.</summary>
    public DkimKeyStage Stage { get; init; }

    /// <summary>Since when it is there; the default is never.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Whether the gateway has published its record. Default <see langword="false"/>.</summary>
    public bool IsPublished { get; init; }

    /// <summary>How many looks one after the other have shown that the record is not there. Default 0.</summary>
    public int Absences { get; init; }

    /// <summary>What is wrong with it, for operators; <see langword="null"/> (the default) where nothing is known to be.</summary>
    public string? Problem { get; init; }
}
