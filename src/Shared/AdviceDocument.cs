using Submission.Trust.Advice;

namespace Submission.Admin;

/// <summary>Writes advice as the document that the tool and the admin socket give.</summary>
internal static class AdviceDocument
{
    public static AdminAdvice Of(DomainAdvice advice) => new(
        advice.Domain.Value,
        advice.Verdict.ToString().ToLowerInvariant(),
        advice.SpfLookups,
        [.. advice.Published.Select(static it => new AdminPublishedRecord(WordOf(it.Topic), it.Record.Name, it.Record.Type, it.Record.Value))],
        [.. advice.Findings.Select(static it => new AdminFinding(
            it.Code,
            WordOf(it.Topic),
            it.Severity.ToString().ToLowerInvariant(),
            it.Text,
            it.Why,
            [.. it.Publish.Select(static record => new AdminZoneRecord(record.Name, record.Type, record.Value))]))]);

    public static string WordOf(AdviceTopic topic) => topic switch
    {
        AdviceTopic.MtaSts => "mta-sts",
        AdviceTopic.TlsReporting => "tls-reporting",
        _ => topic.ToString().ToLowerInvariant(),
    };
}
