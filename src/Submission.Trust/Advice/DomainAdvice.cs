using System.Collections.Immutable;

namespace Submission.Trust.Advice;

/// <summary>What a domain publishes for its mail, what is wrong with it, and what to publish instead. Immutable and thread-safe.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Published">What was found, by topic.</param>
/// <param name="Findings">What is wrong or could be better, by topic.</param>
public sealed record DomainAdvice(DomainName Domain, ImmutableArray<PublishedRecord> Published, ImmutableArray<AdviceFinding> Findings)
{
    /// <summary>How many terms of the domain's SPF record, and of those that it includes, ask DNS at most; <see langword="null"/> where there is no record that could be read.</summary>
    public int? SpfLookups { get; init; }

    /// <summary>What it comes to.</summary>
    public AdviceVerdict Verdict
    {
        get
        {
            AdviceVerdict verdict = AdviceVerdict.Fine;
            foreach (AdviceFinding finding in Findings)
            {
                if (finding.Severity is AdviceSeverity.Error or AdviceSeverity.Warning) return AdviceVerdict.Wrong;
                if (finding.Severity == AdviceSeverity.Unknown) verdict = AdviceVerdict.Unknown;
            }

            return verdict;
        }
    }
}
