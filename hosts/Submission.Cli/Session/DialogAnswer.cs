using System.Collections.Immutable;
using Submission.Policy;
using Submission.Policy.Decisions;

namespace Submission.Cli.Session;

/// <summary>What the server answers to a line, and why.</summary>
/// <param name="Reply">The reply line; <see langword="null"/> where the line has none, such as the text of a message.</param>
internal sealed record DialogAnswer(string? Reply)
{
    public static DialogAnswer None { get; } = new((string?)null);

    /// <summary>The verdict of the policy; <see langword="null"/> where it was not asked.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The id that the reply carries or could carry.</summary>
    public string? Id { get; init; }

    /// <summary>The rules that were asked for this answer.</summary>
    public ImmutableArray<RuleObservation> Rules { get; init; } = [];

    /// <summary>Whether the connection is closed behind it.</summary>
    public bool Closes { get; init; }

    /// <summary>What else there is to say to whoever types.</summary>
    public string? Note { get; init; }

    /// <summary>Why the line makes no sense at all; such a line makes a piped dialog fail.</summary>
    public string? Problem { get; init; }

    public static DialogAnswer Wrong(string problem) => None with { Problem = problem };

    public static DialogAnswer Told(string? note = null) => None with { Note = note };
}
