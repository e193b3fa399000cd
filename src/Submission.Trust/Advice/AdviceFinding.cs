using System.Collections.Immutable;

namespace Submission.Trust.Advice;

/// <summary>Something that is wrong with what a domain publishes, or could be better. Immutable and thread-safe.</summary>
/// <param name="Code">What it is, for programs: lower-case words with hyphens, for example <c>spf-include-missing</c>. Codes stay what they are.</param>
/// <param name="Topic">What it is about.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Text">What is so, in a sentence for people.</param>
/// <param name="Why">Why it matters, in a sentence.</param>
public sealed record AdviceFinding(string Code, AdviceTopic Topic, AdviceSeverity Severity, string Text, string Why)
{
    /// <summary>
    /// The records to publish, in place of all that stand at the same name for the same purpose. Findings of one topic show the same record: it mends all of them at once. Empty where no
    /// record could mend it.
    /// </summary>
    public ImmutableArray<ZoneRecord> Publish { get; init; } = [];
}
