namespace Submission.Policy.Specification;

/// <summary>One thing that is wrong in a policy's files. Immutable and thread-safe.</summary>
/// <param name="Location">Where.</param>
/// <param name="Message">What is wrong, one sentence.</param>
/// <param name="Mend">What would mend it; <see langword="null"/> where nothing better than the message can be said.</param>
public sealed record SpecError(SpecLocation Location, string Message, string? Mend = null)
{
    /// <summary>The rule in which it stands; <see langword="null"/> where it stands in none.</summary>
    public string? Rule { get; init; }

    /// <summary>The error in one line: place, message and mend.</summary>
    public override string ToString() => Mend is null ? $"{Location}: {Message}" : $"{Location}: {Message} {Mend}";
}
