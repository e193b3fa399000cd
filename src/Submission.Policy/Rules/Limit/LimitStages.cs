namespace Submission.Policy.Rules.Limit;

/// <summary>At which stages what is counted is known.</summary>
internal static class LimitStages
{
    public static PolicyStages Of(LimitCount count) => count switch
    {
        LimitCount.Messages => PolicyStages.Mail | PolicyStages.Rcpt | PolicyStages.Message,
        LimitCount.Recipients or LimitCount.DistinctRecipients => PolicyStages.Rcpt,
        LimitCount.Bytes => PolicyStages.Mail | PolicyStages.Message,
        LimitCount.Connections => PolicyStages.Connect,
        _ => (PolicyStages)~0,
    };
}
