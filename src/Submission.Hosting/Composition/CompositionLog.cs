using Microsoft.Extensions.Logging;

namespace Submission.Hosting.Composition;

internal static partial class CompositionLog
{
    [LoggerMessage(120, LogLevel.Warning, "The country database: {Error}")]
    public static partial void CountryDatabase(ILogger logger, string error);

    [LoggerMessage(121, LogLevel.Warning, "The {What} scanner does not answer: {Reason}. Until it does, messages are answered as the rules say (on-error)")]
    public static partial void ScannerSilent(ILogger logger, string what, string reason);

    [LoggerMessage(123, LogLevel.Warning, "The rule {Rule} is not enforced: {Why}")]
    public static partial void RuleNotEnforced(ILogger logger, RuleId rule, string why);

    [LoggerMessage(124, LogLevel.Warning, "The rule {Rule} is not enforced at {Stages}: {Why}")]
    public static partial void RuleEnforcedInPart(ILogger logger, RuleId rule, string stages, string why);

    [LoggerMessage(122, LogLevel.Information, "The {What} scanner answers")]
    public static partial void ScannerAnswers(ILogger logger, string what);

    [LoggerMessage(125, LogLevel.Warning, "The block list of the rule {Rule} is not in use, for it does not pass its test: {Reason}. It is tested again each minute")]
    public static partial void BlocklistUnused(ILogger logger, RuleId rule, string reason);

    [LoggerMessage(126, LogLevel.Information, "The block list of the rule {Rule} passes its test and is in use")]
    public static partial void BlocklistUsed(ILogger logger, RuleId rule);

    [LoggerMessage(127, LogLevel.Warning, "The system leaves {Limit} descriptors to this process, and {Connections} connections (Limits:Connections) take up to {Wanted}: new ones wait before that many are open. Raise LimitNOFILE=, or lower Limits:Connections")]
    public static partial void FewDescriptors(ILogger logger, long limit, int connections, long wanted);
}
