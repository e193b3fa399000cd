using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Tls.MtaSts;

/// <summary>What MTA-STS writes to the log.</summary>
internal static partial class MtaStsLog
{
    [LoggerMessage(430, LogLevel.Information, "MTA-STS policy of {Domain} fetched: {Mode} for {MaximumAge}")]
    public static partial void Fetched(ILogger logger, string domain, string mode, TimeSpan maximumAge);

    [LoggerMessage(431, LogLevel.Warning, "MTA-STS policy of {Domain} cannot be fetched, {Consequence}: {Reason}")]
    public static partial void FetchFailed(ILogger logger, string domain, string consequence, string reason);

    [LoggerMessage(432, LogLevel.Warning, "MTA-STS policies cannot be kept in {Directory}: {Reason}")]
    public static partial void CacheUnavailable(ILogger logger, string directory, string reason);

    [LoggerMessage(433, LogLevel.Warning, "MTA-STS policy in {File} is damaged and not used")]
    public static partial void EntryDamaged(ILogger logger, string file);

    [LoggerMessage(434, LogLevel.Warning, "MTA-STS policies are more than are kept; that of {Domain} is forgotten")]
    public static partial void CacheFull(ILogger logger, string domain);

    [LoggerMessage(435, LogLevel.Error, "Refreshing MTA-STS policies failed and goes on")]
    public static partial void RefreshFailed(ILogger logger, Exception exception);
}
