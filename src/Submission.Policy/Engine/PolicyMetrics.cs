using System.Diagnostics.Metrics;

namespace Submission.Policy.Engine;

/// <summary>The meter <c>Submission.Policy</c>.</summary>
internal static class PolicyMetrics
{
    private static readonly Meter Meter = new("Submission.Policy");

    private static readonly Counter<long> Verdicts =
        Meter.CreateCounter<long>("submission.policy.verdicts", "{verdict}", "Verdicts by stage, kind and deciding rule.");

    private static readonly Counter<long> Unavailable =
        Meter.CreateCounter<long>("submission.policy.unavailable", "{question}", "Rules that could not be evaluated, by rule: a look-up, a scanner or the counters did not answer, or with an error.");

    public static void CountUnavailable(RuleId rule) => Unavailable.Add(1, new KeyValuePair<string, object?>("rule", rule.Value));

    public static void Count(PolicyStage stage, Verdict verdict)
    {
        if (!Verdicts.Enabled) return;
        Verdicts.Add(
            1,
            new KeyValuePair<string, object?>("stage", StageNames[(int)stage]),
            new KeyValuePair<string, object?>("verdict", KindNames[(int)verdict.Kind]),
            new KeyValuePair<string, object?>("rule", verdict.Rule.Value));
    }

    private static readonly string[] StageNames = ["connect", "helo", "auth", "mail", "rcpt", "message"];
    private static readonly string[] KindNames = ["accept", "hold", "defer", "refuse", "close", "unavailable"];
}
