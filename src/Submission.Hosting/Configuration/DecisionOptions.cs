using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>The decision records that the host remembers, for <c>submission-policy explain ID</c>.</summary>
public sealed class DecisionOptions
{
    /// <summary>
    /// How many records are kept in memory, the oldest making room: of everything refused, deferred or closed, and of every accepted message. The memory is bounded too:
    /// 40 observations of rules a record on average, which is about 10 KB for each record that is kept. 0 keeps none.
    /// </summary>
    [Range(0, 1_000_000)]
    public int Keep { get; set; } = 2000;
}
