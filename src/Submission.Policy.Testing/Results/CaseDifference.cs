using System.Globalization;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing;

/// <summary>A step of a golden case of which something else came than it expects. Immutable and thread-safe.</summary>
/// <param name="Location">Where the step stands.</param>
/// <param name="Step">The step in one line, without a password.</param>
/// <param name="Turn">Which turn of the innermost repetition it was, from 1; 0 outside of one.</param>
/// <param name="Expected">What the case expects.</param>
/// <param name="Got">What came of it.</param>
public sealed record CaseDifference(SpecLocation Location, string Step, int Turn, string Expected, string Got)
{
    /// <summary>The difference in three lines: the place and the step, what was expected (<c>-</c>), and what was got (<c>+</c>).</summary>
    public override string ToString()
    {
        string turn = Turn == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (turn {Turn})");
        return $"{Location}: {Step}{turn}\n  - {Expected}\n  + {Got}";
    }
}
