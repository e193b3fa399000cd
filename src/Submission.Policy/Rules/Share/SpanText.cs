using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Share;

/// <summary>Writes a span of time as operators read it: <c>hour</c> for one hour, <c>90m</c> in the form of the language for others.</summary>
internal static class SpanText
{
    public static string Of(TimeSpan span) => span.TotalSeconds switch
    {
        60 => "minute",
        3600 => "hour",
        86400 => "day",
        _ => DurationText.Format(span),
    };
}
