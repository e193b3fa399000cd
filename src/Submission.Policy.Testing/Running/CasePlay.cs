using System.Collections.Immutable;
using Submission.Policy.Testing.Cases;

namespace Submission.Policy.Testing.Running;

/// <summary>How a case went.</summary>
/// <param name="Differences">The steps of which something else came than the case expects.</param>
/// <param name="LeftOut">The steps that could not be compared, wholly or in part.</param>
/// <param name="Compared">The steps that were compared whole.</param>
internal sealed record CasePlay(ImmutableArray<CaseDifference> Differences, ImmutableArray<LeftOutStep> LeftOut, ImmutableHashSet<CaseStep> Compared)
{
    /// <summary>The play of a case that was not played.</summary>
    public static CasePlay Empty { get; } = new([], [], []);
}

/// <summary>A step that could not be compared.</summary>
/// <param name="Step">The step.</param>
/// <param name="Part">What of it was left out.</param>
/// <param name="Reason">Why, in one sentence.</param>
internal sealed record LeftOutStep(CaseStep Step, LeftOutPart Part, string Reason);

/// <summary>What of a step was left out.</summary>
internal enum LeftOutPart
{
    /// <summary>Its reply; who decided was compared.</summary>
    Reply,

    /// <summary>All of it; the case went on.</summary>
    Step,

    /// <summary>All of it, and what follows.</summary>
    Rest,
}
