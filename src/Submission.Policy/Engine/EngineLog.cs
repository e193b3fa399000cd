using Microsoft.Extensions.Logging;

namespace Submission.Policy.Engine;

internal sealed partial class EngineLog(ILogger logger)
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Id} rule {Rule} failed")]
    public partial void RuleFailed(RuleId rule, TransactionId id, Exception exception);

    /// <summary>Counts and tells that a rule could not be evaluated.</summary>
    public void RuleUnavailable(RuleId rule, TransactionId id, string? reason)
    {
        PolicyMetrics.CountUnavailable(rule);
        TellUnavailable(rule, id, reason);
    }

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "Policy {Policy} with {Count} rules is in force{LeftOut}")]
    public partial void PolicyInForce(string policy, int count, string leftOut);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "The policy from {Source} has {Count} errors; the old one stays in force. The first: {First}")]
    public partial void PolicyRejected(string source, int count, string first);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{Id} rule {Rule}: {Reason}")]
    private partial void TellUnavailable(RuleId rule, TransactionId id, string? reason);
}
