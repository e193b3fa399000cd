using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Signing;

/// <summary>What signing writes to the log.</summary>
internal static partial class SigningLog
{
    [LoggerMessage(450, LogLevel.Information, "{Id} signed by {Domain} with {Selectors}")]
    public static partial void Signed(ILogger logger, TransactionId id, string domain, string selectors);

    [LoggerMessage(451, LogLevel.Information, "{Id} not signed: {Reason}, domain={Domain}")]
    public static partial void NotSigned(ILogger logger, TransactionId id, string reason, string domain);

    [LoggerMessage(452, LogLevel.Information, "DKIM: new keys for {Domain}: {Selectors}")]
    public static partial void Made(ILogger logger, string domain, string selectors);

    [LoggerMessage(453, LogLevel.Information, "DKIM: published {Name} in the zone {Zone}")]
    public static partial void Published(ILogger logger, string name, string zone);

    [LoggerMessage(454, LogLevel.Warning, "DKIM: cannot publish {Name} in the zone {Zone}, tried again: {Problem}")]
    public static partial void PublicationFailed(ILogger logger, string name, string zone, string problem);

    [LoggerMessage(455, LogLevel.Information, "DKIM: {Name} is in DNS: its key signs")]
    public static partial void Started(ILogger logger, string name);

    [LoggerMessage(456, LogLevel.Warning, "DKIM: {Name} has gone from DNS: its key signs no more. {Problem}")]
    public static partial void Stopped(ILogger logger, string name, string problem);

    [LoggerMessage(457, LogLevel.Information, "DKIM: the key of {Name} was replaced or switched off; its record stays for mail on its way")]
    public static partial void Retired(ILogger logger, string name);

    [LoggerMessage(458, LogLevel.Information, "DKIM: {Name} was removed with its key")]
    public static partial void Removed(ILogger logger, string name);

    [LoggerMessage(459, LogLevel.Warning, "DKIM: cannot remove {Name} from the zone {Zone}, tried again: {Problem}")]
    public static partial void RemovalFailed(ILogger logger, string name, string zone, string problem);

    [LoggerMessage(460, LogLevel.Error, "DKIM: the work for {Domain} failed and is done again")]
    public static partial void WorkFailed(ILogger logger, string domain, Exception exception);
}
